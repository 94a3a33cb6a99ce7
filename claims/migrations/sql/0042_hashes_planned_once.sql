SELECT public.history_plan_hashes('claims_historicalclaim'),
       public.history_plan_hashes('claims_historicalclaimnote'),
       public.history_plan_hashes('claims_historicalclaimparty'),
       public.history_plan_hashes('claims_historicalentity'),
       public.history_plan_hashes('claims_historicalrevision'),
       public.history_plan_hashes('claims_historicalrevisionentity'),
       public.history_plan_hashes('claims_historicaltopic');
