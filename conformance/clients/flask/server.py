"""The profile app with Flask and Flask-Session: python3 server.py PORT"""

import os
import re
import sys
from datetime import timedelta
from urllib.request import Request, urlopen

import boto3
from flask import Flask, abort, current_app, jsonify, redirect, render_template_string, request, session
from flask_session import Session
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.serving import run_simple

MAXIMUM_ENTRIES = 20
SHORT_TEXT = re.compile(r'[^\x00-\x1f\x7f-\x9f]{1,60}')
LONG_TEXT = re.compile(r'[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]{1,4096}')
PAGE = '''<!doctype html>
<title>Profile app</title>
<p>This page was answered by {{ server }}</p>
{% if name is none %}
<form method="post" action="/login"><input name="name"><button>Log in</button></form>
{% else %}
<h1>{{ name }}</h1>
<dl>{% for key, value in profile.items() %}<dt>{{ key }}<dd>{{ value }}{% endfor %}</dl>
<form method="post" action="/profile"><input name="key"><textarea name="value"></textarea><button>Store</button></form>
<form method="post" action="/logout"><button>Log out</button></form>
{% endif %}
'''


def instance_id():
    """The server's name, from the instance metadata service, version 2."""
    base = os.environ.get('AWS_EC2_METADATA_SERVICE_ENDPOINT', 'http://169.254.169.254').rstrip('/') + '/latest'
    ask = Request(base + '/api/token', method='PUT', headers={'X-aws-ec2-metadata-token-ttl-seconds': '60'})
    token = urlopen(ask, timeout=1).read().decode()
    return urlopen(Request(base + '/meta-data/instance-id', headers={'X-aws-ec2-metadata-token': token}), timeout=1).read().decode()


server_name = os.environ.get('SERVER_NAME_TAG') or instance_id()

app = Flask(__name__)
app.config.update(
    SESSION_TYPE='dynamodb',
    SESSION_DYNAMODB=boto3.resource('dynamodb', endpoint_url=os.environ.get('AWS_ENDPOINT_URL_DYNAMODB')),
    SESSION_DYNAMODB_TABLE=os.environ['DYNAMODB_SESSION_TABLE_NAME'],
    SESSION_COOKIE_SAMESITE='Lax',
    PERMANENT_SESSION_LIFETIME=timedelta(seconds=int(os.environ['DYNAMODB_SESSION_LIFETIME'])),
)
Session(app)
# Flask knows only `Secure` always or never
app.session_interface.get_cookie_secure = lambda app: request.is_secure


def field(name, pattern):
    text = request.form.get(name, '')
    if not pattern.fullmatch(text) or not text.strip():
        abort(400)
    return text


@app.get('/')
def home():
    return render_template_string(PAGE, server=server_name, name=session.get('name'), profile=session.get('profile', {}))


@app.get('/session.json')
def show():
    name = session.get('name')
    return jsonify(server=server_name, sessionId=None if name is None else session.sid, name=name, profile=session.get('profile', {}))


@app.post('/login')
def login():
    name = field('name', SHORT_TEXT).strip()
    current_app.session_interface.regenerate(session)
    session.clear()
    session.permanent = True
    session.update(name=name, profile={})
    return redirect('/', 303)


@app.post('/profile')
def store():
    key, value = field('key', SHORT_TEXT).strip(), field('value', LONG_TEXT)
    if 'name' in session:
        profile = {**session['profile'], key: value}
        if len(profile) > MAXIMUM_ENTRIES:
            abort(400)
        session['profile'] = profile
    return redirect('/', 303)


@app.post('/logout')
def logout():
    if 'name' in session:
        session.clear()
    return redirect('/', 303)


def guarded(application):
    """Health checks reach no session, as Flask would open one for any of its own routes; nor do ids that are no key of DynamoDB."""
    def answer(environ, start_response):
        if environ['PATH_INFO'] == '/ping.html':
            start_response('200 OK', [('Content-Type', 'text/html')])
            return [b'well']
        if len(environ.get('HTTP_COOKIE', '')) > 1024:
            del environ['HTTP_COOKIE']
        return application(environ, start_response)
    return answer


app.wsgi_app = guarded(ProxyFix(app.wsgi_app, x_proto=1))

if __name__ == '__main__':
    run_simple('127.0.0.1', int(sys.argv[1]), app, threaded=True)
