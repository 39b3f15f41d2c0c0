"""A small SPID service on pysaml2, for spid-sp-test to lie to: 200 for whoever is let in, 403 for whoever is not.

Says its port, and at the end of its input how many responses it weighed, how many of them it believed, and the seconds from the
first to the last.
"""

import html
import logging
import sys
import threading
import time

from flask import Flask, Response, request
from saml2 import BINDING_HTTP_POST
from saml2.client import Saml2Client
from saml2.config import SPConfig
from saml2.metadata import entity_descriptor
from werkzeug.serving import WSGIRequestHandler, make_server

home = sys.argv[1]
IDP = "https://localhost:8443"

app = Flask(__name__)
server = make_server("127.0.0.1", 0, app, threaded=True)
base = f"http://127.0.0.1:{server.server_port}"
logging.disable(logging.CRITICAL)

config = SPConfig().load(
    {
        "entityid": f"{base}/metadata",
        "key_file": f"{home}/key.pem",
        "cert_file": f"{home}/certificate.pem",
        "metadata": {"local": [f"{home}/idp.xml"]},
        "allow_unknown_attributes": True,
        "service": {
            "sp": {
                "endpoints": {"assertion_consumer_service": [(f"{base}/acs", BINDING_HTTP_POST)]},
                "want_response_signed": True,
                "want_assertions_signed": True,
                "allow_unsolicited": False,
            }
        },
    }
)
client = Saml2Client(config=config)
asked = {}
weighed = []


@app.get("/metadata")
def metadata():
    return Response(str(entity_descriptor(config)), mimetype="text/xml")


@app.get("/login")
def login():
    number, question = client.create_authn_request(f"{IDP}/samlsso", sign=False)
    # SPID compares the audience with this.
    question.issuer.name_qualifier = config.entityid
    asked[number] = "/"
    sent = client.apply_binding(BINDING_HTTP_POST, str(question), f"{IDP}/samlsso", relay_state="/")
    return sent["data"]


@app.post("/acs")
def acs():
    begun = time.monotonic()
    try:
        answer = client.parse_authn_request_response(request.form["SAMLResponse"], BINDING_HTTP_POST, outstanding=asked)
        name = answer and answer.get_subject().text
    except Exception:  # noqa: BLE001 - whatever it is, nobody is let in
        name = None
    weighed.append((begun, time.monotonic(), bool(name)))
    if not name:
        return Response("Niet ingelogd", status=403)
    return Response(f"Welkom {html.escape(name)}")


WSGIRequestHandler.log_request = lambda *_: None
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdin.read()
believed = sum(1 for _, _, inside in weighed if inside)
print(len(weighed), believed, f"{weighed[-1][1] - weighed[0][0]:.2f}" if weighed else "0", flush=True)
