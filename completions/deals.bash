# Written by `deals completions`: asks the program at every TAB.
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
