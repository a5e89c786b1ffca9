# Written by `deals completions`: asks the program at every TAB.
function __deals_complete
    set -l before (commandline --current-process --tokenize --cut-at-cursor)
    set -l at (commandline --current-token --cut-at-cursor)
    deals __complete fish (count $before) $before $at 2>/dev/null
end
complete --command deals --no-files --keep-order --arguments '(__deals_complete)'
