"""The one error of the embedded PostgreSQL."""


class EmbeddedPostgresError(Exception):
    """The embedded server cannot be used. The message says what was wrong and what to do.

    `code` is stable and short, for tests and logs: "foreign_data_directory".
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
