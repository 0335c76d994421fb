"""Sentences of the problems that a register can have, by code; each says what to do where that is not plain."""

from tracker.wording.marks import N_

SENTENCES: dict[str, str] = {
    # The file or folder
    "no_such_file": N_("there is no such file or folder"),
    "not_readable": N_("this may not be read by whoever runs the tracker"),
    "not_a_register": N_(
        "this is none of the kinds a register comes in: a folder of CSV files, a .zip of them, or an .xlsx workbook"
    ),
    "old_workbook": N_("this is a workbook of the old kind; save it as .xlsx"),
    "encrypted_file": N_("this file is encrypted; save it without a password"),
    "damaged_file": N_(
        "this file is damaged and cannot be read to its end; save it again from the program that made it"
    ),
    "file_too_large": N_("this is larger than {limit} bytes, the limit for a register (TRACKER_MAX_UPLOAD_BYTES)"),
    "unzipped_too_large": N_(
        "unpacked, this is larger than {limit} bytes, the limit for a register (TRACKER_MAX_UNZIPPED_BYTES)"
    ),
    "file_too_heavy": N_(
        "reading this takes more time or memory than a file may; copy its rows into a new workbook, and send that"
    ),
    "too_many_rows": N_("this has rows beyond {limit}, the limit for a table (TRACKER_MAX_ROWS)"),
    "too_many_columns": N_("this has columns beyond {limit}, the limit for a table (TRACKER_MAX_COLUMNS)"),
    "nested_file": N_("this file lies in a folder; put the CSV files together, at the top or in one folder"),
    "not_a_plain_file": N_("this is a link or no file; put the CSV file itself here"),
    "not_utf8": N_(
        "this file is not in UTF-8; it is likely {encoding}; save it as UTF-8 (in a spreadsheet: CSV UTF-8)"
    ),
    "not_utf8_unknown": N_("this file is not in UTF-8; save it as UTF-8 (in a spreadsheet: CSV UTF-8)"),
    "damaged_csv": N_("this cannot be read as CSV: a quotation mark is not closed, or text follows one that is"),
    "semicolons_between": N_("the columns are separated by semicolons; use commas"),
    "tabs_between": N_("the columns are separated by tabs; use commas"),
    # Tables and columns
    "unknown_table": N_("this is not a table of a register; did you mean {nearest}?"),
    "table_twice": N_("the table {table} is there twice"),
    "missing_table": N_("the table '{table}' is missing"),
    "empty_table": N_("this has no header; the first row names the columns"),
    "no_body": N_("this has no row; a register is of one body"),
    "second_body": N_("a register is of one body; put another body into a register of its own"),
    "unknown_column": N_("unknown column; the columns are {known}"),
    "unknown_column_near": N_("unknown column; did you mean '{nearest}'?"),
    "column_twice": N_("this column is there twice"),
    "heading_twice": N_("this means the same column as '{other}'; keep one of them"),
    "missing_column": N_("the column '{column}' is missing"),
    "column_without_name": N_("column {number} has no name in the header"),
    "too_many_cells": N_(
        "this row has more cells than the header, which has {columns}; text with commas needs quotation marks"
    ),
    # One cell
    "missing_value": N_("this is required"),
    "missing_name": N_("at least one language is required"),
    "control_character": N_("this holds a character that cannot be shown or stored; type it again"),
    "sheet_error": N_("this shows the error {value}; give the value itself"),
    "text_too_long": N_("this has {length} characters; {longest} is the most"),
    "turned_into_date": N_(
        "the spreadsheet turned this into a date ({value}); format the column as text and type the code again"
    ),
    "not_a_body_code": N_("'{value}' cannot be the code of a body; use the letters a-z, digits and hyphens"),
    "not_a_code": N_(
        "'{value}' cannot be a code; use no semicolon, colon, slash, question mark, number sign or per cent sign"
    ),
    "code_taken": N_("'{value}' cannot be the code of a party; figures by lead use it for projects without a lead"),
    "not_a_number": N_("'{value}' is not a number from 1 on"),
    "not_a_date": N_("'{value}' is not a date; write it as 2018-03-19"),
    "no_such_day": N_("there is no day {value}"),
    "not_a_choice": N_("'{value}' is unknown; use one of {choices}"),
    "named_twice": N_("'{value}' is named twice"),
    "not_a_language": N_("'{value}' is not the tag of a language; use tags such as en, ko, zh or ja"),
    "not_a_department": N_("'{value}' names no department; write its party’s code before it, as in 'A: name; B: name'"),
    "not_a_country": N_("'{value}' is not the code of a country; use codes such as KR, CN or JP"),
    "not_a_time_zone": N_("'{value}' is not a time zone; use names such as Asia/Seoul"),
    # Rows among themselves
    "row_repeated": N_("{value} is in row {row} already"),
    "day_ahead": N_("{day} lies ahead; today is {today}"),
    "ends_before_begin": N_("{ends} {end} is before {begins} {begin}"),
    "stays_overlap": N_(
        "'{value}' is a party from {joined_on} to {left_on} already; a stay begins after the one before ended"
    ),
    "party_differs": N_(
        "'{value}' differs from '{before}' in row {row}; a party has one name in a language, and one country"
    ),
    "conferences_out_of_order": N_("the conference of period {number} is not after that of period {before}"),
    "periods_overlap": N_(
        "period {before} ends on {ends_on}, which is not before period {number} starts on {starts_on}"
    ),
    "list_outside_period": N_("{day} is not in period {number}, from {begin} to {end}"),
    "closed_without_end": N_("period {number} has no last day yet, so it cannot be closed; fill ends_on"),
    "closed_before_end": N_("period {number} ends on {ends_on}; it cannot be closed on {day}"),
    "no_such_period": N_("{value} is not a period of {body}; use one of {known}"),
    "no_such_area": N_("'{value}' is not an area of {body}; use one of {known}"),
    "no_such_party": N_("'{value}' is not a party of {body}; use one of {known}"),
    "party_not_there": N_("'{value}' was not a party of {body} on {day}"),
    "area_not_open": N_("'{value}' was not an open area of {body} on {day}, when {ref} was agreed"),
    "agreed_outside_period": N_("{ref} was agreed on {day}, which is not in period {number}, from {begin} to {end}"),
    "lead_missing": N_("a one-sided project needs the party that leads it"),
    "lead_on_mutual": N_(
        "a mutual project has no lead, but '{value}' is given; leave it empty, or make the project one_sided"
    ),
    "day_before_agreed": N_("{day} is before the project was agreed on {agreed_on}"),
    "day_before_promoted": N_("{day} is before promoted_on {promoted_on}"),
    "day_before_suspended": N_("{day} is before suspended_on {suspended_on}"),
    "resumed_alone": N_("resumed without suspended_on; say when it was suspended"),
    "reason_needed": N_("{column} needs a reason"),
    "reason_for_nothing": N_(
        "a reason is for a suspension or a withdrawal; fill suspended_on or withdrawn_on, or leave it empty"
    ),
    "continues_nothing": N_("'{value}' is not a project of {body}"),
    "continues_itself": N_("'{value}' is this project itself"),
    "continues_later": N_(
        "'{value}' is of period {period}; a project of period {own} can only continue one of an earlier period"
    ),
    # Against what is stored
    "closed_period": N_(
        "period {number} was closed on {closed_on}; only late entries can be added; reopen it to change anything else"
    ),
    "closed_period_new": N_("period {number} was closed on {closed_on}; reopen it to add a project"),
    "closed_period_break": N_(
        "this would change whether period {number}, closed on {closed_on}, shows a break; reopen it first"
    ),
    "project_moved": N_("{value} is a project of period {number}; a project stays in its period"),
    "struck_project": N_("{value} was struck from the agreed list; it can no longer be changed"),
    # Going in all the same
    "reason_kept": N_(
        "{ref}: the suspension keeps its own reason ({reason}); the reason in this row is taken for the withdrawal"
    ),
    # Going out
    "unknown_export": N_("'{suffix}' is no kind of register; name a folder, a .zip or an .xlsx"),
    "exists_already": N_("this is there already; --force replaces it"),
    "not_writable": N_("this cannot be written ({reason})"),
    "file_in_the_way": N_("this is a file, not a folder"),
    "folder_in_the_way": N_("this is a folder, not a file"),
    "cell_too_long": N_(
        "a text has more than {longest} characters, which a workbook cannot hold; export to a folder or .zip"
    ),
    "several_suspensions": N_("{ref} was suspended {number} times; only the latest is in the register"),
    "reason_left_out": N_(
        "{ref} was suspended ({reason}) before it was withdrawn; only the reason of the withdrawal is in the register"
    ),
    "struck_left_out": N_("{ref} was struck from the agreed list and is left out"),
}
