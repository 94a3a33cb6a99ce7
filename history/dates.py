from claims.dates import *  # temporary
