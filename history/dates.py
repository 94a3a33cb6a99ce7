from claims.dates import *  # temporary
from claims.dates import _DAY
from claims.values import Period
