DROP FUNCTION public.claims_nearest(
    uuid, timestamptz, boolean, boolean, uuid[], uuid[], timestamptz[], bigint, uuid[], uuid[]
);
DROP FUNCTION public.claims_page_as_said(
    uuid, timestamptz, boolean, boolean, timestamptz, boolean, integer
);
DROP FUNCTION public.claims_statements_shown(uuid[], timestamptz, boolean);
DROP FUNCTION public.claims_said_by(timestamptz, timestamptz, timestamptz, boolean);
