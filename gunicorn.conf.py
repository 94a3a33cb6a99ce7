"""What gunicorn reads wherever it is started from here."""

worker_class = "config.worker.ProblemWorker"
