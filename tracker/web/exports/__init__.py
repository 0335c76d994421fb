"""Lists on their way out as files: what each is made of, what is said about it, and the routes that answer with it."""
