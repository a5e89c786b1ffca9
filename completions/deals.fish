# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_deals_global_optspecs
    string join \n o/output= fields= raw no-header color= q/quiet v/verbose n/dry-run y/yes no-input max-tokens= sandbox p/profile= refresh base-url= timeout= retries= max-wait= h/help V/version
end

function __fish_deals_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_deals_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_deals_using_subcommand
    set -l cmd (__fish_deals_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c deals -n "__fish_deals_needs_command" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_needs_command" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_needs_command" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_needs_command" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_needs_command" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_needs_command" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_needs_command" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_needs_command" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_needs_command" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_needs_command" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_needs_command" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_needs_command" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_needs_command" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_needs_command" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_needs_command" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_needs_command" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_needs_command" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_needs_command" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_needs_command" -s V -l version -d 'Print version'
complete -c deals -n "__fish_deals_needs_command" -f -a "list" -d 'List deals'
complete -c deals -n "__fish_deals_needs_command" -f -a "get" -d 'Show deals'
complete -c deals -n "__fish_deals_needs_command" -f -a "show" -d 'Show deals'
complete -c deals -n "__fish_deals_needs_command" -f -a "search" -d 'Search deals by title, notes and custom fields'
complete -c deals -n "__fish_deals_needs_command" -f -a "create" -d 'Create a deal'
complete -c deals -n "__fish_deals_needs_command" -f -a "update" -d 'Change deals'
complete -c deals -n "__fish_deals_needs_command" -f -a "move" -d 'Move deals to a stage'
complete -c deals -n "__fish_deals_needs_command" -f -a "win" -d 'Mark deals as won'
complete -c deals -n "__fish_deals_needs_command" -f -a "lose" -d 'Mark deals as lost'
complete -c deals -n "__fish_deals_needs_command" -f -a "reopen" -d 'Open won or lost deals again'
complete -c deals -n "__fish_deals_needs_command" -f -a "archive" -d 'Archive deals'
complete -c deals -n "__fish_deals_needs_command" -f -a "unarchive" -d 'Take deals out of the archive'
complete -c deals -n "__fish_deals_needs_command" -f -a "delete" -d 'Delete deals'
complete -c deals -n "__fish_deals_needs_command" -f -a "auth" -d 'Log in to Pipedrive, and switch between accounts'
complete -c deals -n "__fish_deals_needs_command" -f -a "config" -d 'Look at settings and change them'
complete -c deals -n "__fish_deals_needs_command" -f -a "sandbox" -d 'The embedded made-up Pipedrive: serve it to other programs, or start it over'
complete -c deals -n "__fish_deals_needs_command" -f -a "completions" -d 'Print the completion script for a shell'
complete -c deals -n "__fish_deals_needs_command" -f -a "man" -d 'Print the manual page, or write all pages to a folder'
complete -c deals -n "__fish_deals_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c deals -n "__fish_deals_using_subcommand list" -l limit -d 'At most so many deals' -r
complete -c deals -n "__fish_deals_using_subcommand list" -l sort-by -d 'id, update_time or add_time' -r -f -a "id\t''
update_time\t''
add_time\t''"
complete -c deals -n "__fish_deals_using_subcommand list" -l sort-direction -d 'asc or desc' -r -f -a "asc\t''
desc\t''"
complete -c deals -n "__fish_deals_using_subcommand list" -l cursor -d 'Go on from the marker of an earlier run' -r
complete -c deals -n "__fish_deals_using_subcommand list" -l filter -d 'Those of a saved filter; Pipedrive then ignores all others, so it goes with none of them' -r
complete -c deals -n "__fish_deals_using_subcommand list" -l ids -d 'These deals; more than 100 are split into several calls' -r
complete -c deals -n "__fish_deals_using_subcommand list" -l owner -d 'Those of this owner' -r
complete -c deals -n "__fish_deals_using_subcommand list" -l person -d 'Those with this person' -r
complete -c deals -n "__fish_deals_using_subcommand list" -l org -d 'Those with this organization' -r
complete -c deals -n "__fish_deals_using_subcommand list" -l pipeline -d 'Those in this pipeline' -r
complete -c deals -n "__fish_deals_using_subcommand list" -l stage -d 'Those in this stage' -r
complete -c deals -n "__fish_deals_using_subcommand list" -l status -d 'open, won, lost, deleted; several separated by commas. Without it all but the deleted' -r -f -a "open\t''
won\t''
lost\t''
deleted\t''"
complete -c deals -n "__fish_deals_using_subcommand list" -l updated-since -d 'Changed at this time or later: 2026-01-31, 2026-01-31T10:20:00Z, today, -7d, -3mo' -r
complete -c deals -n "__fish_deals_using_subcommand list" -l updated-until -d 'Changed before this time' -r
complete -c deals -n "__fish_deals_using_subcommand list" -l include-fields -d 'Further fields, separated by commas, such as files_count or next_activity_id' -r -f -a "next_activity_id\t''
last_activity_id\t''
first_won_time\t''
products_count\t''
files_count\t''
notes_count\t''
followers_count\t''
email_messages_count\t''
activities_count\t''
done_activities_count\t''
undone_activities_count\t''
participants_count\t''
last_incoming_mail_time\t''
last_outgoing_mail_time\t''
smart_bcc_email\t''
source_lead_id\t''"
complete -c deals -n "__fish_deals_using_subcommand list" -l custom-fields -d 'Only these custom fields, by key; 15 at most. Without it all of them' -r
complete -c deals -n "__fish_deals_using_subcommand list" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand list" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand list" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand list" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand list" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand list" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand list" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand list" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand list" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand list" -l archived -d 'List the archived deals instead'
complete -c deals -n "__fish_deals_using_subcommand list" -l include-option-labels -d 'Options as {id, label} instead of the bare id'
complete -c deals -n "__fish_deals_using_subcommand list" -l include-labels -d 'The labels as a list of {id, label} beside the ids'
complete -c deals -n "__fish_deals_using_subcommand list" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand list" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand list" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand list" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand list" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand list" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand list" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand list" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand list" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand get" -l include-fields -d 'Further fields, separated by commas, such as files_count or next_activity_id' -r -f -a "next_activity_id\t''
last_activity_id\t''
first_won_time\t''
products_count\t''
files_count\t''
notes_count\t''
followers_count\t''
email_messages_count\t''
activities_count\t''
done_activities_count\t''
undone_activities_count\t''
participants_count\t''
last_incoming_mail_time\t''
last_outgoing_mail_time\t''
smart_bcc_email\t''
source_lead_id\t''"
complete -c deals -n "__fish_deals_using_subcommand get" -l custom-fields -d 'Only these custom fields, by key; 15 at most. Without it all of them' -r
complete -c deals -n "__fish_deals_using_subcommand get" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand get" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand get" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand get" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand get" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand get" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand get" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand get" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand get" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand get" -l include-option-labels -d 'Options as {id, label} instead of the bare id'
complete -c deals -n "__fish_deals_using_subcommand get" -l include-labels -d 'The labels as a list of {id, label} beside the ids'
complete -c deals -n "__fish_deals_using_subcommand get" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand get" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand get" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand get" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand get" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand get" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand get" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand get" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand get" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand show" -l include-fields -d 'Further fields, separated by commas, such as files_count or next_activity_id' -r -f -a "next_activity_id\t''
last_activity_id\t''
first_won_time\t''
products_count\t''
files_count\t''
notes_count\t''
followers_count\t''
email_messages_count\t''
activities_count\t''
done_activities_count\t''
undone_activities_count\t''
participants_count\t''
last_incoming_mail_time\t''
last_outgoing_mail_time\t''
smart_bcc_email\t''
source_lead_id\t''"
complete -c deals -n "__fish_deals_using_subcommand show" -l custom-fields -d 'Only these custom fields, by key; 15 at most. Without it all of them' -r
complete -c deals -n "__fish_deals_using_subcommand show" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand show" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand show" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand show" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand show" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand show" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand show" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand show" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand show" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand show" -l include-option-labels -d 'Options as {id, label} instead of the bare id'
complete -c deals -n "__fish_deals_using_subcommand show" -l include-labels -d 'The labels as a list of {id, label} beside the ids'
complete -c deals -n "__fish_deals_using_subcommand show" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand show" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand show" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand show" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand show" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand show" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand show" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand show" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand show" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand search" -l in -l search-fields -d 'Where to look; everywhere if left out' -r -f -a "title\t''
notes\t''
custom_fields\t''"
complete -c deals -n "__fish_deals_using_subcommand search" -l person -d 'Only deals with this person' -r
complete -c deals -n "__fish_deals_using_subcommand search" -l org -l organization -d 'Only deals with this organization' -r
complete -c deals -n "__fish_deals_using_subcommand search" -l status -d 'Only open, won or lost deals' -r -f -a "open\t''
won\t''
lost\t''"
complete -c deals -n "__fish_deals_using_subcommand search" -l include-fields -d 'Further fields: deal.cc_email' -r -f -a "deal.cc_email\t''"
complete -c deals -n "__fish_deals_using_subcommand search" -l limit -d 'At most so many hits' -r
complete -c deals -n "__fish_deals_using_subcommand search" -l cursor -d 'Go on from the marker of an earlier run' -r
complete -c deals -n "__fish_deals_using_subcommand search" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand search" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand search" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand search" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand search" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand search" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand search" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand search" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand search" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand search" -l exact -l exact-match -d 'Only what is the term from end to end, in any case'
complete -c deals -n "__fish_deals_using_subcommand search" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand search" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand search" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand search" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand search" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand search" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand search" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand search" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand search" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand search" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand create" -l title -d 'The deal\'s title, as a flag' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l value -d 'The amount, perhaps with its currency: 1200, "1200.50 EUR"' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l currency -d 'The currency, as a code of three letters' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l stage -d 'The stage; its pipeline follows from it' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l pipeline -d 'The pipeline' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l owner -d 'The user who owns the deal' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l person -d 'The person the deal is with' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l org -d 'The organization the deal is with' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l status -d 'open, won or lost' -r -f -a "open\t''
won\t''
lost\t''"
complete -c deals -n "__fish_deals_using_subcommand create" -l probability -d 'The chance of success in percent, 0 to 100' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l expected-close-date -d 'The day on which the deal is expected to close' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l label -d 'A label; again for another. Together they replace the labels that the deal has' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l lost-reason -d 'Why the deal was lost; only with status lost' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l visible-to -d 'Who sees the deal: 1, 3, 5 or 7' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l won-time -d 'When the deal was won; only with status won' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l lost-time -d 'When the deal was lost; only with status lost' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l close-time -d 'When the deal was closed; only with status won or lost' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l archived -d 'Whether the deal is archived' -r -f -a "true\t''
false\t''"
complete -c deals -n "__fish_deals_using_subcommand create" -l archive-time -d 'When the deal was archived; only with --archived' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l deleted -d 'Whether the deal is deleted; `--deleted=false` brings a deleted one back' -r -f -a "true\t''
false\t''"
complete -c deals -n "__fish_deals_using_subcommand create" -l custom-fields -d 'Custom fields as a JSON object, by their 40-character keys; null clears one' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l set -d 'Any field by name, code or key: "Contract term=12 months"; again for another' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l clear -d 'Make a field empty, by name, code or key; again for another' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l body -d 'A JSON object to start from, in a file or `-` for stdin; the flags go on top' -r
complete -c deals -n "__fish_deals_using_subcommand create" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand create" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand create" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand create" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand create" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand create" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand create" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand create" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand create" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand create" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand create" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand create" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand update" -l title -d 'The new title' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l value -d 'The amount, perhaps with its currency: 1200, "1200.50 EUR"' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l currency -d 'The currency, as a code of three letters' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l stage -d 'The stage; its pipeline follows from it' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l pipeline -d 'The pipeline' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l owner -d 'The user who owns the deal' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l person -d 'The person the deal is with' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l org -d 'The organization the deal is with' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l status -d 'open, won or lost' -r -f -a "open\t''
won\t''
lost\t''"
complete -c deals -n "__fish_deals_using_subcommand update" -l probability -d 'The chance of success in percent, 0 to 100' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l expected-close-date -d 'The day on which the deal is expected to close' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l label -d 'A label; again for another. Together they replace the labels that the deal has' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l lost-reason -d 'Why the deal was lost; only with status lost' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l visible-to -d 'Who sees the deal: 1, 3, 5 or 7' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l won-time -d 'When the deal was won; only with status won' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l lost-time -d 'When the deal was lost; only with status lost' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l close-time -d 'When the deal was closed; only with status won or lost' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l archived -d 'Whether the deal is archived' -r -f -a "true\t''
false\t''"
complete -c deals -n "__fish_deals_using_subcommand update" -l archive-time -d 'When the deal was archived; only with --archived' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l deleted -d 'Whether the deal is deleted; `--deleted=false` brings a deleted one back' -r -f -a "true\t''
false\t''"
complete -c deals -n "__fish_deals_using_subcommand update" -l custom-fields -d 'Custom fields as a JSON object, by their 40-character keys; null clears one' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l set -d 'Any field by name, code or key: "Contract term=12 months"; again for another' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l clear -d 'Make a field empty, by name, code or key; again for another' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l body -d 'A JSON object to start from, in a file or `-` for stdin; the flags go on top' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l add-label -d 'A label to add to those that the deal has; again for another' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l remove-label -d 'A label to take away; again for another' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l if-unmodified-since -d 'Refuse when the deal was changed after this time' -r
complete -c deals -n "__fish_deals_using_subcommand update" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand update" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand update" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand update" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand update" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand update" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand update" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand update" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand update" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand update" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand update" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand update" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand update" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand move" -l pipeline -d 'The pipeline that the stage is in, where two have one of its name' -r
complete -c deals -n "__fish_deals_using_subcommand move" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand move" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand move" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand move" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand move" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand move" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand move" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand move" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand move" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand move" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand move" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand move" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand move" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand move" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand move" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand move" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand move" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand move" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand move" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand win" -l time -d 'When it was won; now if left out' -r
complete -c deals -n "__fish_deals_using_subcommand win" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand win" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand win" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand win" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand win" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand win" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand win" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand win" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand win" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand win" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand win" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand win" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand win" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand win" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand win" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand win" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand win" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand win" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand win" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand lose" -l reason -d 'Why' -r
complete -c deals -n "__fish_deals_using_subcommand lose" -l time -d 'When it was lost; now if left out' -r
complete -c deals -n "__fish_deals_using_subcommand lose" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand lose" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand lose" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand lose" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand lose" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand lose" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand lose" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand lose" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand lose" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand lose" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand lose" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand lose" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand lose" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand lose" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand lose" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand lose" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand lose" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand lose" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand lose" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand reopen" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand reopen" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand reopen" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand reopen" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand reopen" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand reopen" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand reopen" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand reopen" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand reopen" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand reopen" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand reopen" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand reopen" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand reopen" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand reopen" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand reopen" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand reopen" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand reopen" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand reopen" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand reopen" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand archive" -l time -d 'When it was archived; now if left out' -r
complete -c deals -n "__fish_deals_using_subcommand archive" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand archive" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand archive" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand archive" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand archive" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand archive" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand archive" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand archive" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand archive" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand archive" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand archive" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand archive" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand archive" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand archive" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand archive" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand archive" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand archive" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand archive" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand archive" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand unarchive" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand unarchive" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand unarchive" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand unarchive" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand unarchive" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand unarchive" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand unarchive" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand unarchive" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand unarchive" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand unarchive" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand unarchive" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand unarchive" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand unarchive" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand unarchive" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand unarchive" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand unarchive" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand unarchive" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand unarchive" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand unarchive" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand delete" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand delete" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand delete" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand delete" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand delete" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand delete" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand delete" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand delete" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand delete" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand delete" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand delete" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand delete" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand delete" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand delete" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand delete" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand delete" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand delete" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand delete" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -f -a "login" -d 'Check an API token and keep it in a profile'
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -f -a "status" -d 'Show the profiles, and check the token in force'
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -f -a "logout" -d 'Forget a profile\'s token'
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -f -a "switch" -d 'Use another profile from now on'
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -l company -d 'The `acme` of acme.pipedrive.com' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -l token-command -d 'Keep a command that prints the token instead of the token' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from status" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from status" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from status" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from status" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from status" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from status" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from status" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from status" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from status" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from status" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from status" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from status" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from status" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from status" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from status" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from status" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from logout" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from logout" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from logout" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from logout" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from logout" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from logout" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from logout" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from logout" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from logout" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from logout" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from logout" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from logout" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from logout" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from logout" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from logout" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from logout" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from logout" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from logout" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from logout" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from switch" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from switch" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from switch" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from switch" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from switch" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from switch" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from switch" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from switch" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from switch" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from switch" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from switch" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from switch" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from switch" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from switch" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from switch" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from switch" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from switch" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from switch" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from switch" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from help" -f -a "login" -d 'Check an API token and keep it in a profile'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from help" -f -a "status" -d 'Show the profiles, and check the token in force'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from help" -f -a "logout" -d 'Forget a profile\'s token'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from help" -f -a "switch" -d 'Use another profile from now on'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -f -a "get" -d 'Show one setting as it is in force'
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -f -a "set" -d 'Write a setting to the profile'
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -f -a "unset" -d 'Remove a setting from the profile'
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -f -a "list" -d 'List every setting, and where its value came from'
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -f -a "path" -d 'Print where the settings file is'
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from get" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from get" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from get" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from get" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from get" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from get" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from get" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from get" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from get" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from get" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from get" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from get" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from get" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from get" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from get" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from get" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from set" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from set" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from set" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from set" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from set" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from set" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from set" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from set" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from set" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from set" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from set" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from set" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from set" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from set" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from set" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from set" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from unset" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from unset" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from unset" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from unset" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from unset" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from unset" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from unset" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from unset" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from unset" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from unset" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from unset" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from unset" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from unset" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from unset" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from unset" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from unset" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from unset" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from unset" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from unset" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from list" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from list" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from list" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from list" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from list" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from list" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from list" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from list" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from list" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from list" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from list" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from list" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from list" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from list" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from list" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from path" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from path" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from path" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from path" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from path" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from path" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from path" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from path" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from path" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from path" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from path" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from path" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from path" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from path" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from path" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from path" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from path" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from path" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from path" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "get" -d 'Show one setting as it is in force'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "set" -d 'Write a setting to the profile'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "unset" -d 'Remove a setting from the profile'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "list" -d 'List every setting, and where its value came from'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "path" -d 'Print where the settings file is'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -f -a "serve" -d 'Serve the sandbox until interrupted'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -f -a "reset" -d 'Start `--sandbox` over with the deals it began with'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l port -d 'The port on 127.0.0.1; 0 takes a free one' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l deals -d 'So many deals instead of a few hundred' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l latency -d 'Let every answer take so many milliseconds' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l plan -d 'Keep to a plan\'s burst limit: lite, growth, premium or ultimate; without it none is enforced' -r -f -a "lite\t''
growth\t''
premium\t''
ultimate\t''"
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l budget -d 'Answer 429 once so many tokens are spent' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l fault -d 'Go wrong at a certain call; again for another' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l state -d 'Keep the state in this file' -r -F
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from help" -f -a "serve" -d 'Serve the sandbox until interrupted'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from help" -f -a "reset" -d 'Start `--sandbox` over with the deals it began with'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c deals -n "__fish_deals_using_subcommand completions" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand completions" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand completions" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand completions" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand completions" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand completions" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand completions" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand completions" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand completions" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand completions" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand completions" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand completions" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand completions" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand completions" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand completions" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand completions" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand completions" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand completions" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand man" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand man" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand man" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand man" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand man" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand man" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand man" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand man" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand man" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand man" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand man" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand man" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand man" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand man" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand man" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand man" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand man" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand man" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update move win lose reopen archive unarchive delete auth config sandbox completions man help" -f -a "list" -d 'List deals'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update move win lose reopen archive unarchive delete auth config sandbox completions man help" -f -a "get" -d 'Show deals'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update move win lose reopen archive unarchive delete auth config sandbox completions man help" -f -a "search" -d 'Search deals by title, notes and custom fields'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update move win lose reopen archive unarchive delete auth config sandbox completions man help" -f -a "create" -d 'Create a deal'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update move win lose reopen archive unarchive delete auth config sandbox completions man help" -f -a "update" -d 'Change deals'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update move win lose reopen archive unarchive delete auth config sandbox completions man help" -f -a "move" -d 'Move deals to a stage'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update move win lose reopen archive unarchive delete auth config sandbox completions man help" -f -a "win" -d 'Mark deals as won'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update move win lose reopen archive unarchive delete auth config sandbox completions man help" -f -a "lose" -d 'Mark deals as lost'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update move win lose reopen archive unarchive delete auth config sandbox completions man help" -f -a "reopen" -d 'Open won or lost deals again'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update move win lose reopen archive unarchive delete auth config sandbox completions man help" -f -a "archive" -d 'Archive deals'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update move win lose reopen archive unarchive delete auth config sandbox completions man help" -f -a "unarchive" -d 'Take deals out of the archive'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update move win lose reopen archive unarchive delete auth config sandbox completions man help" -f -a "delete" -d 'Delete deals'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update move win lose reopen archive unarchive delete auth config sandbox completions man help" -f -a "auth" -d 'Log in to Pipedrive, and switch between accounts'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update move win lose reopen archive unarchive delete auth config sandbox completions man help" -f -a "config" -d 'Look at settings and change them'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update move win lose reopen archive unarchive delete auth config sandbox completions man help" -f -a "sandbox" -d 'The embedded made-up Pipedrive: serve it to other programs, or start it over'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update move win lose reopen archive unarchive delete auth config sandbox completions man help" -f -a "completions" -d 'Print the completion script for a shell'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update move win lose reopen archive unarchive delete auth config sandbox completions man help" -f -a "man" -d 'Print the manual page, or write all pages to a folder'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update move win lose reopen archive unarchive delete auth config sandbox completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c deals -n "__fish_deals_using_subcommand help; and __fish_seen_subcommand_from auth" -f -a "login" -d 'Check an API token and keep it in a profile'
complete -c deals -n "__fish_deals_using_subcommand help; and __fish_seen_subcommand_from auth" -f -a "status" -d 'Show the profiles, and check the token in force'
complete -c deals -n "__fish_deals_using_subcommand help; and __fish_seen_subcommand_from auth" -f -a "logout" -d 'Forget a profile\'s token'
complete -c deals -n "__fish_deals_using_subcommand help; and __fish_seen_subcommand_from auth" -f -a "switch" -d 'Use another profile from now on'
complete -c deals -n "__fish_deals_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "get" -d 'Show one setting as it is in force'
complete -c deals -n "__fish_deals_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "set" -d 'Write a setting to the profile'
complete -c deals -n "__fish_deals_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "unset" -d 'Remove a setting from the profile'
complete -c deals -n "__fish_deals_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "list" -d 'List every setting, and where its value came from'
complete -c deals -n "__fish_deals_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "path" -d 'Print where the settings file is'
complete -c deals -n "__fish_deals_using_subcommand help; and __fish_seen_subcommand_from sandbox" -f -a "serve" -d 'Serve the sandbox until interrupted'
complete -c deals -n "__fish_deals_using_subcommand help; and __fish_seen_subcommand_from sandbox" -f -a "reset" -d 'Start `--sandbox` over with the deals it began with'
