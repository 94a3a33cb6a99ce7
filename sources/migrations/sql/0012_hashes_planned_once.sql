SELECT public.history_plan_hashes('sources_historicaldocument'),
       public.history_plan_hashes('sources_historicaldocumentversion'),
       public.history_plan_hashes('sources_historicalsource');
