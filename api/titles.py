"""What problem documents are called. Pure: no Django, so that the server may know it too."""

MEDIA_TYPE = "application/problem+json"
TYPES = "https://onrecord.example/problems/"
TITLES = {
    400: "Bad request",
    401: "Not authenticated",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    409: "Conflict",
    412: "Changed since you read it",
    413: "Too large",
    414: "Address too long",
    415: "Media type not supported",
    417: "Expectation not met",
    422: "Refused",
    428: "If-Match required",
    429: "Too many requests",
    431: "Headers too large",
    500: "Our fault",
    501: "Not implemented",
    503: "Unavailable",
}
