DROP TABLE public.claims_stagedrevision, public.claims_stagedrecord, public.claims_stagedline;
