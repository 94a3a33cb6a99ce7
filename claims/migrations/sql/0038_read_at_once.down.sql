DROP FUNCTION public.claims_agreement(uuid, text, bigint, timestamptz, boolean);
DROP FUNCTION public.claims_topic_has_parts(uuid, bigint);
DROP FUNCTION public.claims_newest(uuid[], bigint, timestamptz, boolean);
DROP FUNCTION public.claims_speakers(uuid[], bigint);
