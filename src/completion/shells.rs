//! The scripts that teach a shell to ask `deals` for candidates. They are short on purpose: what
//! they know of commands and flags is nothing, so that they never grow old.

use clap::ValueEnum;

/// A shell that can be taught.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    Bash,
    Zsh,
    Fish,
    #[value(name = "powershell")]
    PowerShell,
}

/// What every script of ours has in it, and no other file has.
pub const OURS: &str = "Written by `deals completions`";

impl Shell {
    pub const ALL: [Shell; 4] = [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell];

    pub fn script(self) -> &'static str {
        match self {
            Shell::Bash => BASH,
            Shell::Zsh => ZSH,
            Shell::Fish => FISH,
            Shell::PowerShell => POWERSHELL,
        }
    }

    /// What the script is called among other files.
    pub fn file_name(self) -> &'static str {
        match self {
            Shell::Bash => "deals.bash",
            Shell::Zsh => "_deals",
            Shell::Fish => "deals.fish",
            Shell::PowerShell => "_deals.ps1",
        }
    }

    /// The shell that a program's path is of.
    pub fn from_path(path: &str) -> Option<Shell> {
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
        match name.trim_start_matches('-').trim_end_matches(".exe") {
            "bash" => Some(Shell::Bash),
            "zsh" => Some(Shell::Zsh),
            "fish" => Some(Shell::Fish),
            "pwsh" | "powershell" => Some(Shell::PowerShell),
            _ => None,
        }
    }
}

/// The whole line goes over, for bash breaks words at `=` and `:` and leaves the quotes in them; and
/// what comes back is put in as it is. No `mapfile`: macOS has bash 3.2.
const BASH: &str = r#"# Written by `deals completions`: asks the program at every TAB.
_deals() {
    local candidate
    COMPREPLY=()
    while IFS= read -r candidate; do
        COMPREPLY+=("$candidate")
    done < <(deals __complete bash "${COMP_LINE:0:COMP_POINT}" \
        "$COMP_WORDBREAKS" "$COMP_TYPE" "${COLUMNS:-80}" "${COMP_LINE:COMP_POINT}" 2>/dev/null)
    # A value follows, or more of a path.
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=/] ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
complete -o nosort -F _deals deals 2>/dev/null || complete -F _deals deals
"#;

/// The program forgives case, and so must zsh, which compares once more. Not `-U`, with which it would
/// compare nothing: of words that begin alike but for their case it would erase what was typed.
const ZSH: &str = r#"#compdef deals
# Written by `deals completions`: asks the program at every TAB.
_deals() {
    local line value about
    local -a whole open how=(-M 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}')
    for line in "${(@f)$(deals __complete zsh $((CURRENT - 1)) "${(@)words}" 2>/dev/null)}"; do
        value=${line%%$'\t'*}
        about=${line#*$'\t'}
        [[ -n $value ]] || continue
        line=${${value//\\/\\\\}//:/\\:}
        [[ -n $about ]] && line+=":$about"
        # A value follows, or more of a path.
        if [[ $value == *[=/] ]]; then open+=("$line"); else whole+=("$line"); fi
    done
    (( $#whole + $#open )) || return 1
    (( $#open )) && _describe -V deals open $how -S ''
    (( $#whole )) && _describe -V deals whole $how
    return 0
}
if [[ ${funcstack[1]} == _deals ]]; then _deals "$@"; else compdef _deals deals; fi
"#;

const FISH: &str = r#"# Written by `deals completions`: asks the program at every TAB.
function __deals_complete
    set -l before (commandline --current-process --tokenize --cut-at-cursor)
    set -l at (commandline --current-token --cut-at-cursor)
    deals __complete fish (count $before) $before $at 2>/dev/null
end
complete --command deals --no-files --keep-order --arguments '(__deals_complete)'
"#;

const POWERSHELL: &str = r#"# Written by `deals completions`: asks the program at every TAB.
Register-ArgumentCompleter -Native -CommandName deals -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @()
    foreach ($element in $commandAst.CommandElements) {
        if ($element.Extent.EndOffset -lt $cursorPosition) {
            if ($element -is [System.Management.Automation.Language.StringConstantExpressionAst]) {
                $words += $element.Value
            } else {
                $words += $element.Extent.Text
            }
        }
    }
    $index = $words.Count
    if ($wordToComplete) { $words += $wordToComplete }
    # Names are UTF-8; a console of Windows takes them for its own code page.
    $encoding = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = [System.Text.UTF8Encoding]::new()
        $lines = @(deals __complete powershell $index @words 2>$null)
    } finally {
        [Console]::OutputEncoding = $encoding
    }
    foreach ($line in $lines) {
        $value, $about = $line -split "`t", 2
        if (-not $about) { $about = $value }
        $text = $value
        if ($value -match '[^\w=.,:/@%+-]') { $text = "'" + ($value -replace "'", "''") + "'" }
        [System.Management.Automation.CompletionResult]::new($text, $value, 'ParameterValue', $about)
    }
}
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_is_known_by_its_path() {
        assert_eq!(Shell::from_path("/usr/bin/zsh"), Some(Shell::Zsh));
        assert_eq!(Shell::from_path("-bash"), Some(Shell::Bash));
        assert_eq!(Shell::from_path(r"C:\Program Files\pwsh.exe"), Some(Shell::PowerShell));
        assert_eq!(Shell::from_path("/bin/dash"), None);
    }

    #[test]
    fn every_script_says_whose_it_is() {
        for shell in Shell::ALL {
            assert!(shell.script().contains(OURS), "{shell:?}");
        }
    }
}
