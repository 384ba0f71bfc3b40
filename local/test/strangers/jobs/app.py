import json
import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        try:
            body, status = {"jobs": table.scan()["Count"]}, 200
        except Exception as error:
            print(error, file=sys.stderr, flush=True)
            body, status = {"error": type(error).__name__}, 500
        self.answer(status, body)

    def do_POST(self):
        try:
            table.put_item(Item={"pk": self.path})
            body, status = {"added": self.path}, 201
        except Exception as error:
            print(error, file=sys.stderr, flush=True)
            body, status = {"error": type(error).__name__}, 500
        self.answer(status, body)

    def answer(self, status, body):
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())


HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
