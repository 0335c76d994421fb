"""Sentences of problems with the place where everything is kept, and with the service itself, by code."""

from tracker.wording.marks import N_

SENTENCES: dict[str, str] = {
    "address_in_use": N_(
        "Nothing can be served at {host}:{port} ({reason}); end what uses it, or choose another --port."
    ),
    "database_newer": N_(
        "The database is of version {current}, made by a newer tracker than this one ({head}); upgrade the tracker."
    ),
    "database_not_current": N_(
        "The database is of version {current}, this tracker works with {head}: run 'tracker migrate' first."
    ),
    "database_unreachable": N_("The database cannot be used: {reason}"),
    "backup_exists": N_("{path} is there already; a backup replaces nothing. Choose another name."),
    "backup_no_folder": N_("There is no folder {path}."),
    "backup_of_nothing": N_("The database is empty; there is nothing to back up."),
    "backup_not_found": N_("There is no file {path}."),
    "backup_foreign": N_("{path} is not a backup of the tracker, or its end is missing."),
    "backup_newer": N_("{path} was written by a newer tracker ({version}); upgrade this one first."),
    "backup_damaged": N_("{path} is damaged: {member} is not what was written. Nothing was restored."),
    "restore_not_empty": N_(
        "A backup is restored into an empty place only, and the database has rows in '{table}'."
        " Name another with TRACKER_DATABASE_URL or TRACKER_DATA_DIR."
    ),
    "restore_files_not_empty": N_(
        "A backup is restored into an empty place only, and there are files in {path}."
        " Name another with TRACKER_DATA_DIR."
    ),
    "report_file_missing": N_("Report file {path} is missing."),
    "report_file_changed": N_("Report file {path} is not the one that was issued: its bytes were changed."),
    "report_file_outside": N_("Report file {path} lies outside the files folder."),
    "report_file_stray": N_("{path} in the files folder belongs to no edition."),
    "figures_changed": N_("{body}, period {period}, edition {edition}: the frozen figures do not fit their digest."),
    "stage_day_differs": N_("{body} {ref}: {field} is {row} on the project's row, but {log} by its log."),
    "log_out_of_order": N_("{body} {ref}: the log cannot be, an entry comes before what it follows ({code})."),
    "void_of_nothing": N_("Status entry {entry} voids {voided}, which is a void itself or of another project."),
    "lineage_order": N_("{body} {ref} continues {earlier}, which is not of an earlier period of the same body."),
    "tally_differs": N_("{body}: the tally kept of period {period} is not what its projects come to."),
    "period_order": N_("{body}: periods {first} and {second} overlap, or their conferences are in the wrong order."),
    "trigger_missing": N_("The trigger {name} does not stand: the database no longer refuses what it should."),
    "schema_differs": N_("The database differs from what version {revision} makes: {difference}."),
    "database_damaged": N_("The database's own check: {message}"),
    "reference_broken": N_("{table}: {count} rows refer by {columns} to rows of {other} that are not there."),
    "check_broken": N_("{table}: {count} rows break the rule {name}."),
}
