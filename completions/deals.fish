# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_deals_global_optspecs
    string join \n o/output= fields= jq= r/raw-output resolve raw no-header color= q/quiet v/verbose n/dry-run y/yes no-input max-tokens= sandbox p/profile= refresh base-url= timeout= retries= max-wait= h/help V/version
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
complete -c deals -n "__fish_deals_needs_command" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_needs_command" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_needs_command" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_needs_command" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_needs_command" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_needs_command" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_needs_command" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_needs_command" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_needs_command" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_needs_command" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_needs_command" -f -a "edit" -d 'Change deals in your editor'
complete -c deals -n "__fish_deals_needs_command" -f -a "move" -d 'Move deals to a stage'
complete -c deals -n "__fish_deals_needs_command" -f -a "win" -d 'Mark deals as won'
complete -c deals -n "__fish_deals_needs_command" -f -a "lose" -d 'Mark deals as lost'
complete -c deals -n "__fish_deals_needs_command" -f -a "reopen" -d 'Open won or lost deals again'
complete -c deals -n "__fish_deals_needs_command" -f -a "archive" -d 'Archive deals'
complete -c deals -n "__fish_deals_needs_command" -f -a "unarchive" -d 'Take deals out of the archive'
complete -c deals -n "__fish_deals_needs_command" -f -a "delete" -d 'Delete deals'
complete -c deals -n "__fish_deals_needs_command" -f -a "duplicate" -d 'Duplicate deals'
complete -c deals -n "__fish_deals_needs_command" -f -a "merge" -d 'Merge a deal into another, and lose it'
complete -c deals -n "__fish_deals_needs_command" -f -a "convert" -d 'Convert a deal to a lead'
complete -c deals -n "__fish_deals_needs_command" -f -a "followers" -d 'See and change who follows a deal'
complete -c deals -n "__fish_deals_needs_command" -f -a "participants" -d 'See and change who takes part in a deal'
complete -c deals -n "__fish_deals_needs_command" -f -a "discounts" -d 'See and change the discounts of a deal'
complete -c deals -n "__fish_deals_needs_command" -f -a "files" -d 'List the files of a deal'
complete -c deals -n "__fish_deals_needs_command" -f -a "mail" -d 'List the mail of a deal'
complete -c deals -n "__fish_deals_needs_command" -f -a "flow" -d 'Show what happened to a deal: changes, notes, mail, files, activities'
complete -c deals -n "__fish_deals_needs_command" -f -a "changelog" -d 'List what was changed in a deal, field by field'
complete -c deals -n "__fish_deals_needs_command" -f -a "permitted-users" -d 'List the users who may see a deal'
complete -c deals -n "__fish_deals_needs_command" -f -a "summary" -d 'Sum up deals by currency'
complete -c deals -n "__fish_deals_needs_command" -f -a "timeline" -d 'Sum up open and won deals in periods of time'
complete -c deals -n "__fish_deals_needs_command" -f -a "fields" -d 'List the fields of deals, or show one with its options'
complete -c deals -n "__fish_deals_needs_command" -f -a "pipelines" -d 'List the pipelines'
complete -c deals -n "__fish_deals_needs_command" -f -a "stages" -d 'List the stages of the pipelines'
complete -c deals -n "__fish_deals_needs_command" -f -a "users" -d 'List the users of the company'
complete -c deals -n "__fish_deals_needs_command" -f -a "filters" -d 'List the saved filters for deals'
complete -c deals -n "__fish_deals_needs_command" -f -a "currencies" -d 'List the currencies'
complete -c deals -n "__fish_deals_needs_command" -f -a "api" -d 'Call any path of the Pipedrive API'
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
complete -c deals -n "__fish_deals_using_subcommand list" -l include-fields -d 'Further fields, such as files_count; those named by --fields come without it' -r -f -a "next_activity_id\t''
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
complete -c deals -n "__fish_deals_using_subcommand list" -l custom-fields -d 'Only these custom fields, by key; 15 at most. Without it those that --fields names, or all' -r
complete -c deals -n "__fish_deals_using_subcommand list" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand list" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand list" -l jq -d 'Print what this jq filter makes of the JSON' -r
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
complete -c deals -n "__fish_deals_using_subcommand list" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand list" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_using_subcommand get" -l include-fields -d 'Further fields, such as files_count; those named by --fields come without it' -r -f -a "next_activity_id\t''
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
complete -c deals -n "__fish_deals_using_subcommand get" -l custom-fields -d 'Only these custom fields, by key; 15 at most. Without it those that --fields names, or all' -r
complete -c deals -n "__fish_deals_using_subcommand get" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand get" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand get" -l jq -d 'Print what this jq filter makes of the JSON' -r
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
complete -c deals -n "__fish_deals_using_subcommand get" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand get" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_using_subcommand show" -l include-fields -d 'Further fields, such as files_count; those named by --fields come without it' -r -f -a "next_activity_id\t''
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
complete -c deals -n "__fish_deals_using_subcommand show" -l custom-fields -d 'Only these custom fields, by key; 15 at most. Without it those that --fields names, or all' -r
complete -c deals -n "__fish_deals_using_subcommand show" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand show" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand show" -l jq -d 'Print what this jq filter makes of the JSON' -r
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
complete -c deals -n "__fish_deals_using_subcommand show" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand show" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_using_subcommand search" -l jq -d 'Print what this jq filter makes of the JSON' -r
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
complete -c deals -n "__fish_deals_using_subcommand search" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand search" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_using_subcommand create" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand create" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand create" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand create" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand create" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand create" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_using_subcommand update" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand update" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand update" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand update" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand update" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand update" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_using_subcommand edit" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand edit" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand edit" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand edit" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand edit" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand edit" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand edit" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand edit" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand edit" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand edit" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand edit" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand edit" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand edit" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand edit" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand edit" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand edit" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand edit" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand edit" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand edit" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand edit" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand edit" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand edit" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand move" -l pipeline -d 'The pipeline that the stage is in, where two have one of its name' -r
complete -c deals -n "__fish_deals_using_subcommand move" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand move" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand move" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand move" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand move" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand move" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand move" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand move" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand move" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand move" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand move" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand move" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_using_subcommand win" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand win" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand win" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand win" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand win" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand win" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand win" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand win" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand win" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand win" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_using_subcommand lose" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand lose" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand lose" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand lose" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand lose" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand lose" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand lose" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand lose" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand lose" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand lose" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_using_subcommand reopen" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand reopen" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand reopen" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand reopen" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand reopen" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand reopen" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand reopen" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand reopen" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand reopen" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand reopen" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_using_subcommand archive" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand archive" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand archive" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand archive" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand archive" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand archive" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand archive" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand archive" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand archive" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand archive" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_using_subcommand unarchive" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand unarchive" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand unarchive" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand unarchive" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand unarchive" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand unarchive" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand unarchive" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand unarchive" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand unarchive" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand unarchive" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_using_subcommand delete" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand delete" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand delete" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand delete" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand delete" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand delete" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand delete" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand delete" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand delete" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand delete" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_using_subcommand duplicate" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand duplicate" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand duplicate" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand duplicate" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand duplicate" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand duplicate" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand duplicate" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand duplicate" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand duplicate" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand duplicate" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand duplicate" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand duplicate" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand duplicate" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand duplicate" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand duplicate" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand duplicate" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand duplicate" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand duplicate" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand duplicate" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand duplicate" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand duplicate" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand duplicate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand merge" -l into -d 'The deal that stays' -r
complete -c deals -n "__fish_deals_using_subcommand merge" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand merge" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand merge" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand merge" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand merge" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand merge" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand merge" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand merge" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand merge" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand merge" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand merge" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand merge" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand merge" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand merge" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand merge" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand merge" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand merge" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand merge" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand merge" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand merge" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand merge" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand merge" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand convert; and not __fish_seen_subcommand_from start status help" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand convert; and not __fish_seen_subcommand_from start status help" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand convert; and not __fish_seen_subcommand_from start status help" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand convert; and not __fish_seen_subcommand_from start status help" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand convert; and not __fish_seen_subcommand_from start status help" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand convert; and not __fish_seen_subcommand_from start status help" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand convert; and not __fish_seen_subcommand_from start status help" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand convert; and not __fish_seen_subcommand_from start status help" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand convert; and not __fish_seen_subcommand_from start status help" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand convert; and not __fish_seen_subcommand_from start status help" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand convert; and not __fish_seen_subcommand_from start status help" -l wait -d 'Wait until the conversion has ended; when it failed or was rejected, exit with 5'
complete -c deals -n "__fish_deals_using_subcommand convert; and not __fish_seen_subcommand_from start status help" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand convert; and not __fish_seen_subcommand_from start status help" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand convert; and not __fish_seen_subcommand_from start status help" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand convert; and not __fish_seen_subcommand_from start status help" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand convert; and not __fish_seen_subcommand_from start status help" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand convert; and not __fish_seen_subcommand_from start status help" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand convert; and not __fish_seen_subcommand_from start status help" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand convert; and not __fish_seen_subcommand_from start status help" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand convert; and not __fish_seen_subcommand_from start status help" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand convert; and not __fish_seen_subcommand_from start status help" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand convert; and not __fish_seen_subcommand_from start status help" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand convert; and not __fish_seen_subcommand_from start status help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand convert; and not __fish_seen_subcommand_from start status help" -a "start" -d 'Begin a conversion, and wait for its end with --wait'
complete -c deals -n "__fish_deals_using_subcommand convert; and not __fish_seen_subcommand_from start status help" -a "status" -d 'Look how a conversion goes'
complete -c deals -n "__fish_deals_using_subcommand convert; and not __fish_seen_subcommand_from start status help" -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from start" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from start" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from start" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from start" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from start" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from start" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from start" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from start" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from start" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from start" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from start" -l wait -d 'Wait until the conversion has ended; when it failed or was rejected, exit with 5'
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from start" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from start" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from start" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from start" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from start" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from start" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from start" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from start" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from start" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from start" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from start" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from start" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from status" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from status" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from status" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from status" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from status" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from status" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from status" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from status" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from status" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from status" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from status" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from status" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from status" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from status" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from status" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from status" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from status" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from status" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from status" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from help" -f -a "start" -d 'Begin a conversion, and wait for its end with --wait'
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from help" -f -a "status" -d 'Look how a conversion goes'
complete -c deals -n "__fish_deals_using_subcommand convert; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c deals -n "__fish_deals_using_subcommand followers; and not __fish_seen_subcommand_from list add remove changelog help" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand followers; and not __fish_seen_subcommand_from list add remove changelog help" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and not __fish_seen_subcommand_from list add remove changelog help" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and not __fish_seen_subcommand_from list add remove changelog help" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand followers; and not __fish_seen_subcommand_from list add remove changelog help" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and not __fish_seen_subcommand_from list add remove changelog help" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and not __fish_seen_subcommand_from list add remove changelog help" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and not __fish_seen_subcommand_from list add remove changelog help" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and not __fish_seen_subcommand_from list add remove changelog help" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and not __fish_seen_subcommand_from list add remove changelog help" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and not __fish_seen_subcommand_from list add remove changelog help" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand followers; and not __fish_seen_subcommand_from list add remove changelog help" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand followers; and not __fish_seen_subcommand_from list add remove changelog help" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand followers; and not __fish_seen_subcommand_from list add remove changelog help" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand followers; and not __fish_seen_subcommand_from list add remove changelog help" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand followers; and not __fish_seen_subcommand_from list add remove changelog help" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand followers; and not __fish_seen_subcommand_from list add remove changelog help" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand followers; and not __fish_seen_subcommand_from list add remove changelog help" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand followers; and not __fish_seen_subcommand_from list add remove changelog help" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand followers; and not __fish_seen_subcommand_from list add remove changelog help" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand followers; and not __fish_seen_subcommand_from list add remove changelog help" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand followers; and not __fish_seen_subcommand_from list add remove changelog help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand followers; and not __fish_seen_subcommand_from list add remove changelog help" -f -a "list" -d 'List the users who follow a deal'
complete -c deals -n "__fish_deals_using_subcommand followers; and not __fish_seen_subcommand_from list add remove changelog help" -f -a "add" -d 'Make users follow a deal'
complete -c deals -n "__fish_deals_using_subcommand followers; and not __fish_seen_subcommand_from list add remove changelog help" -f -a "remove" -d 'Let users no longer follow a deal'
complete -c deals -n "__fish_deals_using_subcommand followers; and not __fish_seen_subcommand_from list add remove changelog help" -f -a "changelog" -d 'List who came and went among the followers'
complete -c deals -n "__fish_deals_using_subcommand followers; and not __fish_seen_subcommand_from list add remove changelog help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from list" -l limit -d 'At most so many rows' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from list" -l cursor -d 'Go on from the marker of an earlier run' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from list" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from list" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from list" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from list" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from list" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from list" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from list" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from list" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from list" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from list" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from list" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from list" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from list" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from list" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from list" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from list" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from list" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from list" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from add" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from add" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from add" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from add" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from add" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from add" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from add" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from add" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from add" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from add" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from add" -l if-missing -d 'It is no failure that somebody follows already'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from add" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from add" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from add" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from add" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from add" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from add" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from add" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from add" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from add" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from remove" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from remove" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from remove" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from remove" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from remove" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from remove" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from remove" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from remove" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from remove" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from remove" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from remove" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from remove" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from remove" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from remove" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from remove" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from remove" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from remove" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from remove" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from remove" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from changelog" -l limit -d 'At most so many rows' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from changelog" -l cursor -d 'Go on from the marker of an earlier run' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from changelog" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from changelog" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from changelog" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from changelog" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from changelog" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from changelog" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from changelog" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from changelog" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from changelog" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from changelog" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from changelog" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from changelog" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from changelog" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from changelog" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from changelog" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from changelog" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from changelog" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from changelog" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from changelog" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from changelog" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from changelog" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from changelog" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the users who follow a deal'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from help" -f -a "add" -d 'Make users follow a deal'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Let users no longer follow a deal'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from help" -f -a "changelog" -d 'List who came and went among the followers'
complete -c deals -n "__fish_deals_using_subcommand followers; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c deals -n "__fish_deals_using_subcommand participants; and not __fish_seen_subcommand_from list add remove changelog help" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand participants; and not __fish_seen_subcommand_from list add remove changelog help" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and not __fish_seen_subcommand_from list add remove changelog help" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and not __fish_seen_subcommand_from list add remove changelog help" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand participants; and not __fish_seen_subcommand_from list add remove changelog help" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and not __fish_seen_subcommand_from list add remove changelog help" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and not __fish_seen_subcommand_from list add remove changelog help" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and not __fish_seen_subcommand_from list add remove changelog help" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and not __fish_seen_subcommand_from list add remove changelog help" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and not __fish_seen_subcommand_from list add remove changelog help" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and not __fish_seen_subcommand_from list add remove changelog help" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand participants; and not __fish_seen_subcommand_from list add remove changelog help" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand participants; and not __fish_seen_subcommand_from list add remove changelog help" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand participants; and not __fish_seen_subcommand_from list add remove changelog help" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand participants; and not __fish_seen_subcommand_from list add remove changelog help" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand participants; and not __fish_seen_subcommand_from list add remove changelog help" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand participants; and not __fish_seen_subcommand_from list add remove changelog help" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand participants; and not __fish_seen_subcommand_from list add remove changelog help" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand participants; and not __fish_seen_subcommand_from list add remove changelog help" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand participants; and not __fish_seen_subcommand_from list add remove changelog help" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand participants; and not __fish_seen_subcommand_from list add remove changelog help" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand participants; and not __fish_seen_subcommand_from list add remove changelog help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand participants; and not __fish_seen_subcommand_from list add remove changelog help" -f -a "list" -d 'List the people who take part in a deal'
complete -c deals -n "__fish_deals_using_subcommand participants; and not __fish_seen_subcommand_from list add remove changelog help" -f -a "add" -d 'Add people to a deal'
complete -c deals -n "__fish_deals_using_subcommand participants; and not __fish_seen_subcommand_from list add remove changelog help" -f -a "remove" -d 'Remove people from a deal'
complete -c deals -n "__fish_deals_using_subcommand participants; and not __fish_seen_subcommand_from list add remove changelog help" -f -a "changelog" -d 'List who came and went among the participants'
complete -c deals -n "__fish_deals_using_subcommand participants; and not __fish_seen_subcommand_from list add remove changelog help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from list" -l limit -d 'At most so many rows' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from list" -l start -d 'Leave out so many rows at the beginning' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from list" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from list" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from list" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from list" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from list" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from list" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from list" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from list" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from list" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from list" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from list" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from list" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from list" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from list" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from list" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from list" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from list" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from list" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from add" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from add" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from add" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from add" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from add" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from add" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from add" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from add" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from add" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from add" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from add" -l if-missing -d 'It is no failure that somebody takes part already'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from add" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from add" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from add" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from add" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from add" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from add" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from add" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from add" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from add" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from remove" -l participant -d 'A row by its id, without looking among the participants; may be repeated' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from remove" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from remove" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from remove" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from remove" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from remove" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from remove" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from remove" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from remove" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from remove" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from remove" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from remove" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from remove" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from remove" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from remove" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from remove" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from remove" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from remove" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from remove" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from remove" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from changelog" -l limit -d 'At most so many rows' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from changelog" -l cursor -d 'Go on from the marker of an earlier run' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from changelog" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from changelog" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from changelog" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from changelog" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from changelog" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from changelog" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from changelog" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from changelog" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from changelog" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from changelog" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from changelog" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from changelog" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from changelog" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from changelog" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from changelog" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from changelog" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from changelog" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from changelog" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from changelog" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from changelog" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from changelog" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from changelog" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the people who take part in a deal'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from help" -f -a "add" -d 'Add people to a deal'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Remove people from a deal'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from help" -f -a "changelog" -d 'List who came and went among the participants'
complete -c deals -n "__fish_deals_using_subcommand participants; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c deals -n "__fish_deals_using_subcommand discounts; and not __fish_seen_subcommand_from list add update remove help" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand discounts; and not __fish_seen_subcommand_from list add update remove help" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and not __fish_seen_subcommand_from list add update remove help" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and not __fish_seen_subcommand_from list add update remove help" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand discounts; and not __fish_seen_subcommand_from list add update remove help" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and not __fish_seen_subcommand_from list add update remove help" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and not __fish_seen_subcommand_from list add update remove help" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and not __fish_seen_subcommand_from list add update remove help" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and not __fish_seen_subcommand_from list add update remove help" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and not __fish_seen_subcommand_from list add update remove help" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and not __fish_seen_subcommand_from list add update remove help" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand discounts; and not __fish_seen_subcommand_from list add update remove help" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand discounts; and not __fish_seen_subcommand_from list add update remove help" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand discounts; and not __fish_seen_subcommand_from list add update remove help" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand discounts; and not __fish_seen_subcommand_from list add update remove help" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand discounts; and not __fish_seen_subcommand_from list add update remove help" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand discounts; and not __fish_seen_subcommand_from list add update remove help" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand discounts; and not __fish_seen_subcommand_from list add update remove help" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand discounts; and not __fish_seen_subcommand_from list add update remove help" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand discounts; and not __fish_seen_subcommand_from list add update remove help" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand discounts; and not __fish_seen_subcommand_from list add update remove help" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand discounts; and not __fish_seen_subcommand_from list add update remove help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand discounts; and not __fish_seen_subcommand_from list add update remove help" -f -a "list" -d 'List the discounts of a deal'
complete -c deals -n "__fish_deals_using_subcommand discounts; and not __fish_seen_subcommand_from list add update remove help" -f -a "add" -d 'Take something off the value of a deal'
complete -c deals -n "__fish_deals_using_subcommand discounts; and not __fish_seen_subcommand_from list add update remove help" -f -a "update" -d 'Change a discount'
complete -c deals -n "__fish_deals_using_subcommand discounts; and not __fish_seen_subcommand_from list add update remove help" -f -a "remove" -d 'Remove a discount'
complete -c deals -n "__fish_deals_using_subcommand discounts; and not __fish_seen_subcommand_from list add update remove help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from list" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from list" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from list" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from list" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from list" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from list" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from list" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from list" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from list" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from list" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from list" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from list" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from list" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from list" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from list" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from list" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from list" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from list" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from add" -l description -d 'What to call it' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from add" -l percent -d 'So many per cent of the deal\'s value' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from add" -l amount -d 'So much, in the deal\'s currency; with `--type percentage` so many per cent' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from add" -l type -d 'percentage or amount, which is what --amount alone means' -r -f -a "percentage\t''
amount\t''"
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from add" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from add" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from add" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from add" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from add" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from add" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from add" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from add" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from add" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from add" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from add" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from add" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from add" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from add" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from add" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from add" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from add" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from add" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from add" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from update" -l description -d 'What to call it' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from update" -l percent -d 'So many per cent of the deal\'s value' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from update" -l amount -d 'So much, in the deal\'s currency; with `--type percentage` so many per cent' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from update" -l type -d 'percentage or amount, which is what --amount alone means' -r -f -a "percentage\t''
amount\t''"
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from update" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from update" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from update" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from update" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from update" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from update" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from update" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from update" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from update" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from update" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from update" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from update" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from update" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from update" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from update" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from update" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from update" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from update" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from update" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from update" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from update" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from update" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from remove" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from remove" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from remove" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from remove" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from remove" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from remove" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from remove" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from remove" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from remove" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from remove" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from remove" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from remove" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from remove" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from remove" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from remove" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from remove" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from remove" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from remove" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from remove" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the discounts of a deal'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from help" -f -a "add" -d 'Take something off the value of a deal'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from help" -f -a "update" -d 'Change a discount'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Remove a discount'
complete -c deals -n "__fish_deals_using_subcommand discounts; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c deals -n "__fish_deals_using_subcommand files" -l sort -d 'The order: id or update_time' -r -f -a "id\t''
update_time\t''"
complete -c deals -n "__fish_deals_using_subcommand files" -l limit -d 'At most so many rows' -r
complete -c deals -n "__fish_deals_using_subcommand files" -l start -d 'Leave out so many rows at the beginning' -r
complete -c deals -n "__fish_deals_using_subcommand files" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand files" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand files" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand files" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand files" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand files" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand files" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand files" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand files" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand files" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand files" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand files" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand files" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand files" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand files" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand files" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand files" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand files" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand files" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand files" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand files" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand files" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand mail" -l limit -d 'At most so many rows' -r
complete -c deals -n "__fish_deals_using_subcommand mail" -l start -d 'Leave out so many rows at the beginning' -r
complete -c deals -n "__fish_deals_using_subcommand mail" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand mail" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand mail" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand mail" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand mail" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand mail" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand mail" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand mail" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand mail" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand mail" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand mail" -l include-body -d 'What the mails say too'
complete -c deals -n "__fish_deals_using_subcommand mail" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand mail" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand mail" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand mail" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand mail" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand mail" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand mail" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand mail" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand mail" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand mail" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand mail" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand mail" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand flow" -l items -d 'Only events of these kinds, separated by commas' -r -f -a "call\t''
activity\t''
plannedActivity\t''
change\t''
note\t''
deal\t''
file\t''
dealChange\t''
personChange\t''
organizationChange\t''
follower\t''
dealFollower\t''
personFollower\t''
organizationFollower\t''
participant\t''
comment\t''
mailMessage\t''
mailMessageWithAttachment\t''
invoice\t''
document\t''
marketing_campaign_stat\t''
marketing_status_change\t''"
complete -c deals -n "__fish_deals_using_subcommand flow" -l limit -d 'At most so many rows' -r
complete -c deals -n "__fish_deals_using_subcommand flow" -l start -d 'Leave out so many rows at the beginning' -r
complete -c deals -n "__fish_deals_using_subcommand flow" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand flow" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand flow" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand flow" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand flow" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand flow" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand flow" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand flow" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand flow" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand flow" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand flow" -l all-changes -d 'Changes of custom fields too'
complete -c deals -n "__fish_deals_using_subcommand flow" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand flow" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand flow" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand flow" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand flow" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand flow" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand flow" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand flow" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand flow" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand flow" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand flow" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand flow" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand changelog" -l limit -d 'At most so many rows' -r
complete -c deals -n "__fish_deals_using_subcommand changelog" -l cursor -d 'Go on from the marker of an earlier run' -r
complete -c deals -n "__fish_deals_using_subcommand changelog" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand changelog" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand changelog" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand changelog" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand changelog" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand changelog" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand changelog" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand changelog" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand changelog" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand changelog" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand changelog" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand changelog" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand changelog" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand changelog" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand changelog" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand changelog" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand changelog" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand changelog" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand changelog" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand changelog" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand changelog" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand changelog" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand permitted-users" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand permitted-users" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand permitted-users" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand permitted-users" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand permitted-users" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand permitted-users" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand permitted-users" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand permitted-users" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand permitted-users" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand permitted-users" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand permitted-users" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand permitted-users" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand permitted-users" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand permitted-users" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand permitted-users" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand permitted-users" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand permitted-users" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand permitted-users" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand permitted-users" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand permitted-users" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand permitted-users" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand permitted-users" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand summary" -l status -d 'Only open, won or lost deals' -r -f -a "open\t''
won\t''
lost\t''"
complete -c deals -n "__fish_deals_using_subcommand summary" -l filter -d 'Only those of a saved filter; Pipedrive then ignores the user, so it goes without' -r
complete -c deals -n "__fish_deals_using_subcommand summary" -l user -l owner -d 'Only those of this user' -r
complete -c deals -n "__fish_deals_using_subcommand summary" -l pipeline -d 'Only those in this pipeline' -r
complete -c deals -n "__fish_deals_using_subcommand summary" -l stage -d 'Only those in this stage' -r
complete -c deals -n "__fish_deals_using_subcommand summary" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand summary" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand summary" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand summary" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand summary" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand summary" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand summary" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand summary" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand summary" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand summary" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand summary" -l archived -d 'Sum up the archived deals instead'
complete -c deals -n "__fish_deals_using_subcommand summary" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand summary" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand summary" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand summary" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand summary" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand summary" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand summary" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand summary" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand summary" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand summary" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand summary" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand summary" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand timeline" -l start -l start-date -d 'The first day: 2026-01-31, today, -7d, -3mo [default: the first of this month]' -r
complete -c deals -n "__fish_deals_using_subcommand timeline" -l interval -d 'How long a period is: day, week (seven days), month or quarter' -r -f -a "day\t''
week\t''
month\t''
quarter\t''"
complete -c deals -n "__fish_deals_using_subcommand timeline" -l amount -d 'How many periods' -r
complete -c deals -n "__fish_deals_using_subcommand timeline" -l field -l field-key -d 'The date that counts: a date field by name or code' -r
complete -c deals -n "__fish_deals_using_subcommand timeline" -l user -l owner -d 'Only deals of this user' -r
complete -c deals -n "__fish_deals_using_subcommand timeline" -l pipeline -d 'Only deals in this pipeline' -r
complete -c deals -n "__fish_deals_using_subcommand timeline" -l filter -d 'Only those of a saved filter' -r
complete -c deals -n "__fish_deals_using_subcommand timeline" -l convert-to -l totals-convert-currency -d 'Totals in this currency as well; `default` is your own' -r
complete -c deals -n "__fish_deals_using_subcommand timeline" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand timeline" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand timeline" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand timeline" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand timeline" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand timeline" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand timeline" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand timeline" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand timeline" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand timeline" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand timeline" -l archived -d 'The archived deals instead'
complete -c deals -n "__fish_deals_using_subcommand timeline" -l exclude-deals -d 'Leave the deals themselves out; a table has no use for them anyway'
complete -c deals -n "__fish_deals_using_subcommand timeline" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand timeline" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand timeline" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand timeline" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand timeline" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand timeline" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand timeline" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand timeline" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand timeline" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand timeline" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand timeline" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand timeline" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand fields" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand fields" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand fields" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand fields" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand fields" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand fields" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand fields" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand fields" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand fields" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand fields" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand fields" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand fields" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand fields" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand fields" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand fields" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand fields" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand fields" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand fields" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand fields" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand fields" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand fields" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand fields" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand pipelines" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand pipelines" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand pipelines" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand pipelines" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand pipelines" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand pipelines" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand pipelines" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand pipelines" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand pipelines" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand pipelines" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand pipelines" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand pipelines" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand pipelines" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand pipelines" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand pipelines" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand pipelines" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand pipelines" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand pipelines" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand pipelines" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand pipelines" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand pipelines" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand pipelines" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand stages" -l pipeline -d 'Only those of this pipeline' -r
complete -c deals -n "__fish_deals_using_subcommand stages" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand stages" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand stages" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand stages" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand stages" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand stages" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand stages" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand stages" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand stages" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand stages" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand stages" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand stages" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand stages" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand stages" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand stages" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand stages" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand stages" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand stages" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand stages" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand stages" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand stages" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand stages" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand users" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand users" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand users" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand users" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand users" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand users" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand users" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand users" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand users" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand users" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand users" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand users" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand users" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand users" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand users" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand users" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand users" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand users" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand users" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand users" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand users" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand users" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand filters" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand filters" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand filters" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand filters" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand filters" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand filters" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand filters" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand filters" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand filters" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand filters" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand filters" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand filters" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand filters" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand filters" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand filters" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand filters" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand filters" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand filters" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand filters" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand filters" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand filters" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand filters" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand currencies" -l term -d 'Only those with this in their name or code' -r
complete -c deals -n "__fish_deals_using_subcommand currencies" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand currencies" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand currencies" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand currencies" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand currencies" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand currencies" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand currencies" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand currencies" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand currencies" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand currencies" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand currencies" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand currencies" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand currencies" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand currencies" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand currencies" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand currencies" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand currencies" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand currencies" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand currencies" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand currencies" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand currencies" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand currencies" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand api" -s f -d 'A text: in the query of a GET, else in the body; again for another' -r
complete -c deals -n "__fish_deals_using_subcommand api" -s F -d 'A value in JSON: true, 17, [1,2], null' -r
complete -c deals -n "__fish_deals_using_subcommand api" -l input -d 'The body, from a file or `-` for stdin; -f and -F go on top' -r
complete -c deals -n "__fish_deals_using_subcommand api" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand api" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand api" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand api" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand api" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand api" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand api" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand api" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand api" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand api" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand api" -l paginate -d 'Walk a list to its end, and print all of its `data` as one array'
complete -c deals -n "__fish_deals_using_subcommand api" -l list -d 'List the endpoints that `deals` knows: tokens, paging, and the command for each'
complete -c deals -n "__fish_deals_using_subcommand api" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand api" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
complete -c deals -n "__fish_deals_using_subcommand api" -l raw -d 'Table and CSV: ids and codes instead of words, cells exactly as they came'
complete -c deals -n "__fish_deals_using_subcommand api" -l no-header -d 'Table and CSV: no headings'
complete -c deals -n "__fish_deals_using_subcommand api" -s q -l quiet -d 'Say nothing on stderr but errors'
complete -c deals -n "__fish_deals_using_subcommand api" -s v -l verbose -d 'Tell each request with its price; twice: headers and bodies, the token left out'
complete -c deals -n "__fish_deals_using_subcommand api" -s n -l dry-run -d 'Show what would be sent and what it costs, and send nothing'
complete -c deals -n "__fish_deals_using_subcommand api" -s y -l yes -d 'Do not ask before a destructive write'
complete -c deals -n "__fish_deals_using_subcommand api" -l no-input -d 'Never ask anything; what is missing is an error'
complete -c deals -n "__fish_deals_using_subcommand api" -l sandbox -d 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]'
complete -c deals -n "__fish_deals_using_subcommand api" -l refresh -d 'Ask for the company\'s fields, stages and users anew instead of taking those of the last 24 hours'
complete -c deals -n "__fish_deals_using_subcommand api" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -s o -l output -d 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]' -r -f -a "table\t'Columns for a person'
json\t'One JSON document, as it came'
ndjson\t'One JSON object a line'
csv\t'Comma-separated values, RFC 4180'"
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -l fields -d 'Columns or keys, by name or code, in this order; `--fields help` lists them' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand auth; and not __fish_seen_subcommand_from login status logout switch help" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from login" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from status" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from status" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from status" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from status" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from status" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from status" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from status" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from status" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from status" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from status" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from logout" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from logout" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from logout" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from logout" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from logout" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from logout" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from logout" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from logout" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from logout" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from logout" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from switch" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from switch" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from switch" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from switch" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from switch" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from switch" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from switch" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from switch" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from switch" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand auth; and __fish_seen_subcommand_from switch" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from get" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from get" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from get" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from get" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from get" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from get" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from get" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from get" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from get" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from get" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from set" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from set" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from set" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from set" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from set" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from set" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from set" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from set" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from set" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from set" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from unset" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from unset" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from unset" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from unset" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from unset" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from unset" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from unset" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from unset" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from unset" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from unset" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from list" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from list" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from list" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from list" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from list" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from list" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from list" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from list" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from list" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from list" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from path" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from path" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from path" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from path" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from path" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from path" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from path" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from path" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from path" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand config; and __fish_seen_subcommand_from path" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and not __fish_seen_subcommand_from serve reset help" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_using_subcommand completions" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand completions" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand completions" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand completions" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand completions" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand completions" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand completions" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand completions" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand completions" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand completions" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_using_subcommand man" -l jq -d 'Print what this jq filter makes of the JSON' -r
complete -c deals -n "__fish_deals_using_subcommand man" -l color -d 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured' -r -f -a "auto\t'On a terminal that can, unless NO_COLOR is set'
always\t''
never\t''"
complete -c deals -n "__fish_deals_using_subcommand man" -l max-tokens -d 'Stop before this run would spend more tokens' -r
complete -c deals -n "__fish_deals_using_subcommand man" -s p -l profile -d 'The profile of the settings file to use [env: DEALS_PROFILE]' -r
complete -c deals -n "__fish_deals_using_subcommand man" -l base-url -d 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]' -r
complete -c deals -n "__fish_deals_using_subcommand man" -l timeout -d 'Seconds to wait for one answer [default: 30]' -r
complete -c deals -n "__fish_deals_using_subcommand man" -l retries -d 'How often a read is tried again after a fault [default: 3]' -r
complete -c deals -n "__fish_deals_using_subcommand man" -l max-wait -d 'The longest wait that a rate limit may ask for [default: 60]' -r
complete -c deals -n "__fish_deals_using_subcommand man" -s r -l raw-output -d 'With --jq: print strings as the text they are'
complete -c deals -n "__fish_deals_using_subcommand man" -l resolve -d 'JSON: add one key `names` to each deal, with the words for its ids and custom fields'
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
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "list" -d 'List deals'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "get" -d 'Show deals'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "search" -d 'Search deals by title, notes and custom fields'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "create" -d 'Create a deal'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "update" -d 'Change deals'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "edit" -d 'Change deals in your editor'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "move" -d 'Move deals to a stage'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "win" -d 'Mark deals as won'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "lose" -d 'Mark deals as lost'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "reopen" -d 'Open won or lost deals again'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "archive" -d 'Archive deals'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "unarchive" -d 'Take deals out of the archive'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "delete" -d 'Delete deals'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "duplicate" -d 'Duplicate deals'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "merge" -d 'Merge a deal into another, and lose it'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "convert" -d 'Convert a deal to a lead'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "followers" -d 'See and change who follows a deal'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "participants" -d 'See and change who takes part in a deal'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "discounts" -d 'See and change the discounts of a deal'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "files" -d 'List the files of a deal'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "mail" -d 'List the mail of a deal'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "flow" -d 'Show what happened to a deal: changes, notes, mail, files, activities'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "changelog" -d 'List what was changed in a deal, field by field'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "permitted-users" -d 'List the users who may see a deal'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "summary" -d 'Sum up deals by currency'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "timeline" -d 'Sum up open and won deals in periods of time'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "fields" -d 'List the fields of deals, or show one with its options'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "pipelines" -d 'List the pipelines'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "stages" -d 'List the stages of the pipelines'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "users" -d 'List the users of the company'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "filters" -d 'List the saved filters for deals'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "currencies" -d 'List the currencies'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "api" -d 'Call any path of the Pipedrive API'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "auth" -d 'Log in to Pipedrive, and switch between accounts'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "config" -d 'Look at settings and change them'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "sandbox" -d 'The embedded made-up Pipedrive: serve it to other programs, or start it over'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "completions" -d 'Print the completion script for a shell'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "man" -d 'Print the manual page, or write all pages to a folder'
complete -c deals -n "__fish_deals_using_subcommand help; and not __fish_seen_subcommand_from list get search create update edit move win lose reopen archive unarchive delete duplicate merge convert followers participants discounts files mail flow changelog permitted-users summary timeline fields pipelines stages users filters currencies api auth config sandbox completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c deals -n "__fish_deals_using_subcommand help; and __fish_seen_subcommand_from convert" -f -a "start" -d 'Begin a conversion, and wait for its end with --wait'
complete -c deals -n "__fish_deals_using_subcommand help; and __fish_seen_subcommand_from convert" -f -a "status" -d 'Look how a conversion goes'
complete -c deals -n "__fish_deals_using_subcommand help; and __fish_seen_subcommand_from followers" -f -a "list" -d 'List the users who follow a deal'
complete -c deals -n "__fish_deals_using_subcommand help; and __fish_seen_subcommand_from followers" -f -a "add" -d 'Make users follow a deal'
complete -c deals -n "__fish_deals_using_subcommand help; and __fish_seen_subcommand_from followers" -f -a "remove" -d 'Let users no longer follow a deal'
complete -c deals -n "__fish_deals_using_subcommand help; and __fish_seen_subcommand_from followers" -f -a "changelog" -d 'List who came and went among the followers'
complete -c deals -n "__fish_deals_using_subcommand help; and __fish_seen_subcommand_from participants" -f -a "list" -d 'List the people who take part in a deal'
complete -c deals -n "__fish_deals_using_subcommand help; and __fish_seen_subcommand_from participants" -f -a "add" -d 'Add people to a deal'
complete -c deals -n "__fish_deals_using_subcommand help; and __fish_seen_subcommand_from participants" -f -a "remove" -d 'Remove people from a deal'
complete -c deals -n "__fish_deals_using_subcommand help; and __fish_seen_subcommand_from participants" -f -a "changelog" -d 'List who came and went among the participants'
complete -c deals -n "__fish_deals_using_subcommand help; and __fish_seen_subcommand_from discounts" -f -a "list" -d 'List the discounts of a deal'
complete -c deals -n "__fish_deals_using_subcommand help; and __fish_seen_subcommand_from discounts" -f -a "add" -d 'Take something off the value of a deal'
complete -c deals -n "__fish_deals_using_subcommand help; and __fish_seen_subcommand_from discounts" -f -a "update" -d 'Change a discount'
complete -c deals -n "__fish_deals_using_subcommand help; and __fish_seen_subcommand_from discounts" -f -a "remove" -d 'Remove a discount'
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
