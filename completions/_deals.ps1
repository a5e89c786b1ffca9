
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'deals' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'deals'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'deals' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List deals')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show deals')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show deals')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'Search deals by title, notes and custom fields')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create a deal')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Change deals')
            [CompletionResult]::new('move', 'move', [CompletionResultType]::ParameterValue, 'Move deals to a stage')
            [CompletionResult]::new('win', 'win', [CompletionResultType]::ParameterValue, 'Mark deals as won')
            [CompletionResult]::new('lose', 'lose', [CompletionResultType]::ParameterValue, 'Mark deals as lost')
            [CompletionResult]::new('reopen', 'reopen', [CompletionResultType]::ParameterValue, 'Open won or lost deals again')
            [CompletionResult]::new('archive', 'archive', [CompletionResultType]::ParameterValue, 'Archive deals')
            [CompletionResult]::new('unarchive', 'unarchive', [CompletionResultType]::ParameterValue, 'Take deals out of the archive')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete deals')
            [CompletionResult]::new('auth', 'auth', [CompletionResultType]::ParameterValue, 'Log in to Pipedrive, and switch between accounts')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Look at settings and change them')
            [CompletionResult]::new('sandbox', 'sandbox', [CompletionResultType]::ParameterValue, 'The embedded made-up Pipedrive: serve it to other programs, or start it over')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page, or write all pages to a folder')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'deals;list' {
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most so many deals')
            [CompletionResult]::new('--sort-by', '--sort-by', [CompletionResultType]::ParameterName, 'id, update_time or add_time')
            [CompletionResult]::new('--sort-direction', '--sort-direction', [CompletionResultType]::ParameterName, 'asc or desc')
            [CompletionResult]::new('--cursor', '--cursor', [CompletionResultType]::ParameterName, 'Go on from the marker of an earlier run')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'Those of a saved filter; Pipedrive then ignores all others, so it goes with none of them')
            [CompletionResult]::new('--ids', '--ids', [CompletionResultType]::ParameterName, 'These deals; more than 100 are split into several calls')
            [CompletionResult]::new('--owner', '--owner', [CompletionResultType]::ParameterName, 'Those of this owner')
            [CompletionResult]::new('--person', '--person', [CompletionResultType]::ParameterName, 'Those with this person')
            [CompletionResult]::new('--org', '--org', [CompletionResultType]::ParameterName, 'Those with this organization')
            [CompletionResult]::new('--pipeline', '--pipeline', [CompletionResultType]::ParameterName, 'Those in this pipeline')
            [CompletionResult]::new('--stage', '--stage', [CompletionResultType]::ParameterName, 'Those in this stage')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'open, won, lost, deleted; several separated by commas. Without it all but the deleted')
            [CompletionResult]::new('--updated-since', '--updated-since', [CompletionResultType]::ParameterName, 'Changed at this time or later: 2026-01-31, 2026-01-31T10:20:00Z, today, -7d, -3mo')
            [CompletionResult]::new('--updated-until', '--updated-until', [CompletionResultType]::ParameterName, 'Changed before this time')
            [CompletionResult]::new('--include-fields', '--include-fields', [CompletionResultType]::ParameterName, 'Further fields, separated by commas, such as files_count or next_activity_id')
            [CompletionResult]::new('--custom-fields', '--custom-fields', [CompletionResultType]::ParameterName, 'Only these custom fields, by key; 15 at most. Without it all of them')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--archived', '--archived', [CompletionResultType]::ParameterName, 'List the archived deals instead')
            [CompletionResult]::new('--include-option-labels', '--include-option-labels', [CompletionResultType]::ParameterName, 'Options as {id, label} instead of the bare id')
            [CompletionResult]::new('--include-labels', '--include-labels', [CompletionResultType]::ParameterName, 'The labels as a list of {id, label} beside the ids')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'deals;get' {
            [CompletionResult]::new('--include-fields', '--include-fields', [CompletionResultType]::ParameterName, 'Further fields, separated by commas, such as files_count or next_activity_id')
            [CompletionResult]::new('--custom-fields', '--custom-fields', [CompletionResultType]::ParameterName, 'Only these custom fields, by key; 15 at most. Without it all of them')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--include-option-labels', '--include-option-labels', [CompletionResultType]::ParameterName, 'Options as {id, label} instead of the bare id')
            [CompletionResult]::new('--include-labels', '--include-labels', [CompletionResultType]::ParameterName, 'The labels as a list of {id, label} beside the ids')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'deals;show' {
            [CompletionResult]::new('--include-fields', '--include-fields', [CompletionResultType]::ParameterName, 'Further fields, separated by commas, such as files_count or next_activity_id')
            [CompletionResult]::new('--custom-fields', '--custom-fields', [CompletionResultType]::ParameterName, 'Only these custom fields, by key; 15 at most. Without it all of them')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--include-option-labels', '--include-option-labels', [CompletionResultType]::ParameterName, 'Options as {id, label} instead of the bare id')
            [CompletionResult]::new('--include-labels', '--include-labels', [CompletionResultType]::ParameterName, 'The labels as a list of {id, label} beside the ids')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'deals;search' {
            [CompletionResult]::new('--in', '--in', [CompletionResultType]::ParameterName, 'Where to look; everywhere if left out')
            [CompletionResult]::new('--search-fields', '--search-fields', [CompletionResultType]::ParameterName, 'Where to look; everywhere if left out')
            [CompletionResult]::new('--person', '--person', [CompletionResultType]::ParameterName, 'Only deals with this person')
            [CompletionResult]::new('--org', '--org', [CompletionResultType]::ParameterName, 'Only deals with this organization')
            [CompletionResult]::new('--organization', '--organization', [CompletionResultType]::ParameterName, 'Only deals with this organization')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only open, won or lost deals')
            [CompletionResult]::new('--include-fields', '--include-fields', [CompletionResultType]::ParameterName, 'Further fields: deal.cc_email')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most so many hits')
            [CompletionResult]::new('--cursor', '--cursor', [CompletionResultType]::ParameterName, 'Go on from the marker of an earlier run')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--exact', '--exact', [CompletionResultType]::ParameterName, 'Only what is the term from end to end, in any case')
            [CompletionResult]::new('--exact-match', '--exact-match', [CompletionResultType]::ParameterName, 'Only what is the term from end to end, in any case')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'deals;create' {
            [CompletionResult]::new('--title', '--title', [CompletionResultType]::ParameterName, 'The deal''s title, as a flag')
            [CompletionResult]::new('--value', '--value', [CompletionResultType]::ParameterName, 'The amount, perhaps with its currency: 1200, "1200.50 EUR"')
            [CompletionResult]::new('--currency', '--currency', [CompletionResultType]::ParameterName, 'The currency, as a code of three letters')
            [CompletionResult]::new('--stage', '--stage', [CompletionResultType]::ParameterName, 'The stage; its pipeline follows from it')
            [CompletionResult]::new('--pipeline', '--pipeline', [CompletionResultType]::ParameterName, 'The pipeline')
            [CompletionResult]::new('--owner', '--owner', [CompletionResultType]::ParameterName, 'The user who owns the deal')
            [CompletionResult]::new('--person', '--person', [CompletionResultType]::ParameterName, 'The person the deal is with')
            [CompletionResult]::new('--org', '--org', [CompletionResultType]::ParameterName, 'The organization the deal is with')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'open, won or lost')
            [CompletionResult]::new('--probability', '--probability', [CompletionResultType]::ParameterName, 'The chance of success in percent, 0 to 100')
            [CompletionResult]::new('--expected-close-date', '--expected-close-date', [CompletionResultType]::ParameterName, 'The day on which the deal is expected to close')
            [CompletionResult]::new('--label', '--label', [CompletionResultType]::ParameterName, 'A label; again for another. Together they replace the labels that the deal has')
            [CompletionResult]::new('--lost-reason', '--lost-reason', [CompletionResultType]::ParameterName, 'Why the deal was lost; only with status lost')
            [CompletionResult]::new('--visible-to', '--visible-to', [CompletionResultType]::ParameterName, 'Who sees the deal: 1, 3, 5 or 7')
            [CompletionResult]::new('--won-time', '--won-time', [CompletionResultType]::ParameterName, 'When the deal was won; only with status won')
            [CompletionResult]::new('--lost-time', '--lost-time', [CompletionResultType]::ParameterName, 'When the deal was lost; only with status lost')
            [CompletionResult]::new('--close-time', '--close-time', [CompletionResultType]::ParameterName, 'When the deal was closed; only with status won or lost')
            [CompletionResult]::new('--archived', '--archived', [CompletionResultType]::ParameterName, 'Whether the deal is archived')
            [CompletionResult]::new('--archive-time', '--archive-time', [CompletionResultType]::ParameterName, 'When the deal was archived; only with --archived')
            [CompletionResult]::new('--deleted', '--deleted', [CompletionResultType]::ParameterName, 'Whether the deal is deleted; `--deleted=false` brings a deleted one back')
            [CompletionResult]::new('--custom-fields', '--custom-fields', [CompletionResultType]::ParameterName, 'Custom fields as a JSON object, by their 40-character keys; null clears one')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Any field by name, code or key: "Contract term=12 months"; again for another')
            [CompletionResult]::new('--clear', '--clear', [CompletionResultType]::ParameterName, 'Make a field empty, by name, code or key; again for another')
            [CompletionResult]::new('--body', '--body', [CompletionResultType]::ParameterName, 'A JSON object to start from, in a file or `-` for stdin; the flags go on top')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'deals;update' {
            [CompletionResult]::new('--title', '--title', [CompletionResultType]::ParameterName, 'The new title')
            [CompletionResult]::new('--value', '--value', [CompletionResultType]::ParameterName, 'The amount, perhaps with its currency: 1200, "1200.50 EUR"')
            [CompletionResult]::new('--currency', '--currency', [CompletionResultType]::ParameterName, 'The currency, as a code of three letters')
            [CompletionResult]::new('--stage', '--stage', [CompletionResultType]::ParameterName, 'The stage; its pipeline follows from it')
            [CompletionResult]::new('--pipeline', '--pipeline', [CompletionResultType]::ParameterName, 'The pipeline')
            [CompletionResult]::new('--owner', '--owner', [CompletionResultType]::ParameterName, 'The user who owns the deal')
            [CompletionResult]::new('--person', '--person', [CompletionResultType]::ParameterName, 'The person the deal is with')
            [CompletionResult]::new('--org', '--org', [CompletionResultType]::ParameterName, 'The organization the deal is with')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'open, won or lost')
            [CompletionResult]::new('--probability', '--probability', [CompletionResultType]::ParameterName, 'The chance of success in percent, 0 to 100')
            [CompletionResult]::new('--expected-close-date', '--expected-close-date', [CompletionResultType]::ParameterName, 'The day on which the deal is expected to close')
            [CompletionResult]::new('--label', '--label', [CompletionResultType]::ParameterName, 'A label; again for another. Together they replace the labels that the deal has')
            [CompletionResult]::new('--lost-reason', '--lost-reason', [CompletionResultType]::ParameterName, 'Why the deal was lost; only with status lost')
            [CompletionResult]::new('--visible-to', '--visible-to', [CompletionResultType]::ParameterName, 'Who sees the deal: 1, 3, 5 or 7')
            [CompletionResult]::new('--won-time', '--won-time', [CompletionResultType]::ParameterName, 'When the deal was won; only with status won')
            [CompletionResult]::new('--lost-time', '--lost-time', [CompletionResultType]::ParameterName, 'When the deal was lost; only with status lost')
            [CompletionResult]::new('--close-time', '--close-time', [CompletionResultType]::ParameterName, 'When the deal was closed; only with status won or lost')
            [CompletionResult]::new('--archived', '--archived', [CompletionResultType]::ParameterName, 'Whether the deal is archived')
            [CompletionResult]::new('--archive-time', '--archive-time', [CompletionResultType]::ParameterName, 'When the deal was archived; only with --archived')
            [CompletionResult]::new('--deleted', '--deleted', [CompletionResultType]::ParameterName, 'Whether the deal is deleted; `--deleted=false` brings a deleted one back')
            [CompletionResult]::new('--custom-fields', '--custom-fields', [CompletionResultType]::ParameterName, 'Custom fields as a JSON object, by their 40-character keys; null clears one')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Any field by name, code or key: "Contract term=12 months"; again for another')
            [CompletionResult]::new('--clear', '--clear', [CompletionResultType]::ParameterName, 'Make a field empty, by name, code or key; again for another')
            [CompletionResult]::new('--body', '--body', [CompletionResultType]::ParameterName, 'A JSON object to start from, in a file or `-` for stdin; the flags go on top')
            [CompletionResult]::new('--add-label', '--add-label', [CompletionResultType]::ParameterName, 'A label to add to those that the deal has; again for another')
            [CompletionResult]::new('--remove-label', '--remove-label', [CompletionResultType]::ParameterName, 'A label to take away; again for another')
            [CompletionResult]::new('--if-unmodified-since', '--if-unmodified-since', [CompletionResultType]::ParameterName, 'Refuse when the deal was changed after this time')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'deals;move' {
            [CompletionResult]::new('--pipeline', '--pipeline', [CompletionResultType]::ParameterName, 'The pipeline that the stage is in, where two have one of its name')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'deals;win' {
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'When it was won; now if left out')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'deals;lose' {
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'When it was lost; now if left out')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'deals;reopen' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'deals;archive' {
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'When it was archived; now if left out')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'deals;unarchive' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'deals;delete' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'deals;auth' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Check an API token and keep it in a profile')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show the profiles, and check the token in force')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Forget a profile''s token')
            [CompletionResult]::new('switch', 'switch', [CompletionResultType]::ParameterValue, 'Use another profile from now on')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'deals;auth;login' {
            [CompletionResult]::new('--company', '--company', [CompletionResultType]::ParameterName, 'The `acme` of acme.pipedrive.com')
            [CompletionResult]::new('--token-command', '--token-command', [CompletionResultType]::ParameterName, 'Keep a command that prints the token instead of the token')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'deals;auth;status' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'deals;auth;logout' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'deals;auth;switch' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'deals;auth;help' {
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Check an API token and keep it in a profile')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show the profiles, and check the token in force')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Forget a profile''s token')
            [CompletionResult]::new('switch', 'switch', [CompletionResultType]::ParameterValue, 'Use another profile from now on')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'deals;auth;help;login' {
            break
        }
        'deals;auth;help;status' {
            break
        }
        'deals;auth;help;logout' {
            break
        }
        'deals;auth;help;switch' {
            break
        }
        'deals;auth;help;help' {
            break
        }
        'deals;config' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show one setting as it is in force')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Write a setting to the profile')
            [CompletionResult]::new('unset', 'unset', [CompletionResultType]::ParameterValue, 'Remove a setting from the profile')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List every setting, and where its value came from')
            [CompletionResult]::new('path', 'path', [CompletionResultType]::ParameterValue, 'Print where the settings file is')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'deals;config;get' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'deals;config;set' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'deals;config;unset' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'deals;config;list' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'deals;config;path' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'deals;config;help' {
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show one setting as it is in force')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Write a setting to the profile')
            [CompletionResult]::new('unset', 'unset', [CompletionResultType]::ParameterValue, 'Remove a setting from the profile')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List every setting, and where its value came from')
            [CompletionResult]::new('path', 'path', [CompletionResultType]::ParameterValue, 'Print where the settings file is')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'deals;config;help;get' {
            break
        }
        'deals;config;help;set' {
            break
        }
        'deals;config;help;unset' {
            break
        }
        'deals;config;help;list' {
            break
        }
        'deals;config;help;path' {
            break
        }
        'deals;config;help;help' {
            break
        }
        'deals;sandbox' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve the sandbox until interrupted')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Start `--sandbox` over with the deals it began with')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'deals;sandbox;serve' {
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port on 127.0.0.1; 0 takes a free one')
            [CompletionResult]::new('--deals', '--deals', [CompletionResultType]::ParameterName, 'So many deals instead of a few hundred')
            [CompletionResult]::new('--latency', '--latency', [CompletionResultType]::ParameterName, 'Let every answer take so many milliseconds')
            [CompletionResult]::new('--plan', '--plan', [CompletionResultType]::ParameterName, 'Keep to a plan''s burst limit: lite, growth, premium or ultimate; without it none is enforced')
            [CompletionResult]::new('--budget', '--budget', [CompletionResultType]::ParameterName, 'Answer 429 once so many tokens are spent')
            [CompletionResult]::new('--fault', '--fault', [CompletionResultType]::ParameterName, 'Go wrong at a certain call; again for another')
            [CompletionResult]::new('--state', '--state', [CompletionResultType]::ParameterName, 'Keep the state in this file')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'deals;sandbox;reset' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'deals;sandbox;help' {
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve the sandbox until interrupted')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Start `--sandbox` over with the deals it began with')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'deals;sandbox;help;serve' {
            break
        }
        'deals;sandbox;help;reset' {
            break
        }
        'deals;sandbox;help;help' {
            break
        }
        'deals;completions' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'deals;man' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print: a table on a terminal and json elsewhere, unless said here [env: DEALS_OUTPUT]')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Columns or keys, by name or code, in this order; `--fields help` lists them')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour the output; NO_COLOR and CLICOLOR_FORCE are honoured')
            [CompletionResult]::new('--max-tokens', '--max-tokens', [CompletionResultType]::ParameterName, 'Stop before this run would spend more tokens')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile of the settings file to use [env: DEALS_PROFILE]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Where the API is; https, or http on this machine [env: DEALS_BASE_URL]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Seconds to wait for one answer [default: 30]')
            [CompletionResult]::new('--retries', '--retries', [CompletionResultType]::ParameterName, 'How often a read is tried again after a fault [default: 3]')
            [CompletionResult]::new('--max-wait', '--max-wait', [CompletionResultType]::ParameterName, 'The longest wait that a rate limit may ask for [default: 60]')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Table and CSV: ids and codes instead of words, cells exactly as they came')
            [CompletionResult]::new('--no-header', '--no-header', [CompletionResultType]::ParameterName, 'Table and CSV: no headings')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing on stderr but errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell each request with its price; twice: headers and bodies, the token left out')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be sent and what it costs, and send nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask before a destructive write')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything; what is missing is an error')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the embedded made-up company instead of an account [env: DEALS_SANDBOX]')
            [CompletionResult]::new('--refresh', '--refresh', [CompletionResultType]::ParameterName, 'Ask for the company''s fields, stages and users anew instead of taking those of the last 24 hours')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'deals;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List deals')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show deals')
            [CompletionResult]::new('search', 'search', [CompletionResultType]::ParameterValue, 'Search deals by title, notes and custom fields')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Create a deal')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Change deals')
            [CompletionResult]::new('move', 'move', [CompletionResultType]::ParameterValue, 'Move deals to a stage')
            [CompletionResult]::new('win', 'win', [CompletionResultType]::ParameterValue, 'Mark deals as won')
            [CompletionResult]::new('lose', 'lose', [CompletionResultType]::ParameterValue, 'Mark deals as lost')
            [CompletionResult]::new('reopen', 'reopen', [CompletionResultType]::ParameterValue, 'Open won or lost deals again')
            [CompletionResult]::new('archive', 'archive', [CompletionResultType]::ParameterValue, 'Archive deals')
            [CompletionResult]::new('unarchive', 'unarchive', [CompletionResultType]::ParameterValue, 'Take deals out of the archive')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete deals')
            [CompletionResult]::new('auth', 'auth', [CompletionResultType]::ParameterValue, 'Log in to Pipedrive, and switch between accounts')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Look at settings and change them')
            [CompletionResult]::new('sandbox', 'sandbox', [CompletionResultType]::ParameterValue, 'The embedded made-up Pipedrive: serve it to other programs, or start it over')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page, or write all pages to a folder')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'deals;help;list' {
            break
        }
        'deals;help;get' {
            break
        }
        'deals;help;search' {
            break
        }
        'deals;help;create' {
            break
        }
        'deals;help;update' {
            break
        }
        'deals;help;move' {
            break
        }
        'deals;help;win' {
            break
        }
        'deals;help;lose' {
            break
        }
        'deals;help;reopen' {
            break
        }
        'deals;help;archive' {
            break
        }
        'deals;help;unarchive' {
            break
        }
        'deals;help;delete' {
            break
        }
        'deals;help;auth' {
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Check an API token and keep it in a profile')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show the profiles, and check the token in force')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Forget a profile''s token')
            [CompletionResult]::new('switch', 'switch', [CompletionResultType]::ParameterValue, 'Use another profile from now on')
            break
        }
        'deals;help;auth;login' {
            break
        }
        'deals;help;auth;status' {
            break
        }
        'deals;help;auth;logout' {
            break
        }
        'deals;help;auth;switch' {
            break
        }
        'deals;help;config' {
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show one setting as it is in force')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Write a setting to the profile')
            [CompletionResult]::new('unset', 'unset', [CompletionResultType]::ParameterValue, 'Remove a setting from the profile')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List every setting, and where its value came from')
            [CompletionResult]::new('path', 'path', [CompletionResultType]::ParameterValue, 'Print where the settings file is')
            break
        }
        'deals;help;config;get' {
            break
        }
        'deals;help;config;set' {
            break
        }
        'deals;help;config;unset' {
            break
        }
        'deals;help;config;list' {
            break
        }
        'deals;help;config;path' {
            break
        }
        'deals;help;sandbox' {
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Serve the sandbox until interrupted')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Start `--sandbox` over with the deals it began with')
            break
        }
        'deals;help;sandbox;serve' {
            break
        }
        'deals;help;sandbox;reset' {
            break
        }
        'deals;help;completions' {
            break
        }
        'deals;help;man' {
            break
        }
        'deals;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
