"""gunicorn -c gunicorn.conf.py 'app:create_app()'"""

bind = "127.0.0.1:5000"
workers = 4
worker_class = "gthread"
# A page that is followed holds a thread: CALLCENTER_STREAMS_MAX (16) of them at most in each worker, and some for the rest.
threads = 24
timeout = 60
# Pages that are followed would hold up the end of a worker; they come again by themselves.
graceful_timeout = 5


def post_worker_init(worker):
    """Connects to the switch at once, rather than at a worker's first request: the call history goes on with nobody looking."""
    worker.wsgi.extensions["callcenter"].start()
