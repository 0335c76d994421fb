"""Period reports: the frozen figures of an edition, and the PDF made from them in any language.

`period_report` says what a report holds, `building` fills it from the queries, `freezing` numbers it as an
edition, `renderer` makes PDFs in a process of its own, `publishing` does the whole job. No Flask.
"""
