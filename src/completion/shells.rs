//! The completion scripts of the shells. They contain no commands or flags, so they never become outdated:
//! they call `deals` at every TAB.

use clap::ValueEnum;

/// A shell with a completion script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    Bash,
    Zsh,
    Fish,
    #[value(name = "powershell")]
    PowerShell,
}

/// The comment that marks the scripts of this program.
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

    /// The file name of the script.
    pub fn file_name(self) -> &'static str {
        match self {
            Shell::Bash => "deals.bash",
            Shell::Zsh => "_deals",
            Shell::Fish => "deals.fish",
            Shell::PowerShell => "_deals.ps1",
        }
    }

    /// The shell of a path such as `/usr/bin/zsh`.
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

/// Passes the whole line, because bash splits words at `=` and `:` and keeps quotes in them. Candidates
/// are returned quoted. No `mapfile`: macOS has bash 3.2.
const BASH: &str = r#"# Written by `deals completions`: asks the program at every TAB.
_deals() {
    local candidate
    COMPREPLY=()
    while IFS= read -r candidate; do
        COMPREPLY+=("$candidate")
    done < <(deals __complete bash "${COMP_LINE:0:COMP_POINT}" \
        "$COMP_WORDBREAKS" "$COMP_TYPE" "${COLUMNS:-80}" "${COMP_LINE:COMP_POINT}" 2>/dev/null)
    # A value follows, or more of a path.
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=/\<\>~] ]]; then
        compopt -o nospace 2>/dev/null
    fi
}
complete -o nosort -F _deals deals 2>/dev/null || complete -F _deals deals
"#;

/// zsh filters the candidates again, and must ignore case like the program. Not `-U`, with which zsh would
/// not filter, and would erase the typed text if candidates differ in case. Not `_describe`, which groups
/// candidates by description and loses their order.
const ZSH: &str = r#"#compdef deals
# Written by `deals completions`: asks the program at every TAB.
_deals() {
    local line
    local -i i wide=0
    local -a values abouts whole open lines open_lines list
    local -a how=(-M 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}')
    for line in "${(@f)$(deals __complete zsh $((CURRENT - 1)) "${(@)words}" 2>/dev/null)}"; do
        [[ -n ${line%%$'\t'*} ]] || continue
        values+=("${line%%$'\t'*}")
        abouts+=("${line#*$'\t'}")
        (( $#values[-1] > wide )) && wide=$#values[-1]
    done
    (( $#values )) || return 1
    # With descriptions, one candidate per line.
    [[ -n ${(j::)abouts} ]] && list=(-l)
    for (( i = 1; i <= $#values; i++ )); do
        line=$values[i]
        [[ -n $abouts[i] ]] && line="${(r:wide:)line}  -- $abouts[i]"
        line=${line[1,COLUMNS-1]}
        # A value follows, or more of a path.
        if [[ $values[i] == *[=/\<\>~] ]]; then
            open+=("$values[i]")
            open_lines+=("$line")
        else
            whole+=("$values[i]")
            lines+=("$line")
        fi
    done
    (( $#open )) && compadd $how $list -V deals-open -S '' -d open_lines -a open
    (( $#whole )) && compadd $how $list -V deals -d lines -a whole
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
    fn a_shell_is_found_by_its_path() {
        assert_eq!(Shell::from_path("/usr/bin/zsh"), Some(Shell::Zsh));
        assert_eq!(Shell::from_path("-bash"), Some(Shell::Bash));
        assert_eq!(Shell::from_path(r"C:\Program Files\pwsh.exe"), Some(Shell::PowerShell));
        assert_eq!(Shell::from_path("/bin/dash"), None);
    }

    #[test]
    fn every_script_has_the_mark() {
        for shell in Shell::ALL {
            assert!(shell.script().contains(OURS), "{shell:?}");
        }
    }
}
