"""Looks at the same servers with toetssteen and with the scanners that others use, for script/bench.

Prints for each server and tool the time on loopback, the time behind 30 ms of round trip, the connections and the suites, and
fails where the suites differ without a reason that stands in REASONS, or where toetssteen exceeds its bounds.

    python3 tls.py PROGRAM FOLDER [TOOL ...]
"""

import asyncio
import json
import os
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import textwrap
import threading
import time
import xml.etree.ElementTree as ElementTree

ROUND_TRIP = 0.030
# What is promised: on loopback, behind the round trip, connections beyond the accepted suites, twenty servers, their memory. A
# server signs for most of what it is asked, so that one with more suites than USUAL has as much more time.
LOOPBACK, DISTANT, BEYOND, TWENTY, MEMORY = 0.050, 2.0, 120, 1.5, 30 * 1024
USUAL = 45

SERVERS = {
    "TLS 1.2 and 1.3, RSA and ECDSA": "ssl_protocols TLSv1.2 TLSv1.3; ssl_ciphers HIGH:!aNULL; ssl_prefer_server_ciphers on;"
    "ssl_certificate rsa.pem; ssl_certificate_key rsa.key; ssl_certificate ec.pem; ssl_certificate_key ec.key;",
    "TLS 1.0 to 1.3, RSA, weak": "ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3; ssl_ciphers ALL:@SECLEVEL=0; ssl_dhparam dh.pem;"
    "ssl_certificate rsa.pem; ssl_certificate_key rsa.key;",
}

# Why a tool may see other suites than toetssteen: the tool, which (version and suite, as one text), and the reason.
REASONS = [
    (
        "sslyze",
        r"^TLS 1\.2 TLS_DH_anon_WITH_CAMELLIA_(128|256)_CBC_SHA256$",
        "the older OpenSSL in it does not know them, and the newer offers nothing without a signature",
    ),
]

VERSIONS = {"TLSv1.0": "TLS 1.0", "TLSv1": "TLS 1.0", "TLSv1.1": "TLS 1.1", "TLSv1.2": "TLS 1.2", "TLSv1.3": "TLS 1.3"}


def names():
    """The names of IANA by number and by the name of OpenSSL."""
    said = subprocess.run(
        ["openssl", "ciphers", "-V", "-stdname", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"], capture_output=True, text=True, check=True
    ).stdout
    known = {}
    for number, name, other in re.findall(r"(0x\w\w,0x\w\w) - (\S+)\s+- (\S+)", said):
        known[number.replace(",0x", "").lower()] = name
        known[other] = name
    return known


class Proxy:
    """Passes bytes on to a server after half a round trip each way; the handshake of TCP costs one more. Counts connections."""

    def __init__(self, to, delay):
        self.to, self.delay, self.count = to, delay, 0
        self.loop = asyncio.new_event_loop()
        self.server = self.loop.run_until_complete(asyncio.start_server(self.serve, "127.0.0.1", 0, backlog=512))
        self.port = self.server.sockets[0].getsockname()[1]
        threading.Thread(target=self.loop.run_forever, daemon=True).start()

    async def serve(self, reader, writer):
        self.count += 1
        try:
            up, down = await asyncio.open_connection("127.0.0.1", self.to)
        except OSError:
            writer.close()
            return
        await asyncio.gather(self.carry(reader, down, self.delay), self.carry(up, writer, 0), return_exceptions=True)

    async def carry(self, reader, writer, before):
        queue = asyncio.Queue()

        async def send():
            while True:
                at, data = await queue.get()
                await asyncio.sleep(max(0, at - self.loop.time()))
                if not data:
                    break
                writer.write(data)
                await writer.drain()
            writer.close()

        sending = asyncio.ensure_future(send())
        try:
            while data := await reader.read(65536):
                queue.put_nowait((self.loop.time() + self.delay / 2 + before, data))
                before = 0
        except OSError:
            pass
        queue.put_nowait((self.loop.time() + self.delay / 2, b""))
        await sending


def run(command, **more):
    return subprocess.run(command, capture_output=True, text=True, timeout=1200, **more).stdout


PROBED = []


def toetssteen(port, program):
    # Without openssl it leaves renegotiation out, which no other tool here is asked for within the time that is promised.
    document = json.loads(run([program, "tls", f"127.0.0.1:{port}", "--json"], env={**os.environ, "PATH": ""}))
    seen = document["addresses"][0]["seen"]
    PROBED.append(seen["took_ms"] / 1000)
    suites = seen["settings"]["suites"]
    unasked = [listed["unasked"] for listed in suites.values() if listed["unasked"]]
    assert not unasked, unasked
    return {f"{version} {suite}" for version, listed in suites.items() for suite in listed["found"]}


def nmap(port, _):
    tree = ElementTree.fromstring(run(["nmap", "-Pn", "-p", str(port), "--script", "ssl-enum-ciphers", "-oX", "-", "127.0.0.1"]))
    found = set()
    for version in tree.findall(".//script[@id='ssl-enum-ciphers']/table"):
        for suite in version.findall("table[@key='ciphers']/table/elem[@key='name']"):
            name = suite.text.replace("TLS_AKE_WITH", "TLS").split(" ")[0]
            found.add(f"{VERSIONS[version.get('key')]} {name}")
    return found


def sslscan(port, _):
    tree = ElementTree.fromstring(run(["sslscan", "--xml=-", f"127.0.0.1:{port}"]))
    known = names()
    number = lambda cipher: known.get(cipher.get("id", "").lower()) or known.get(cipher.get("cipher")) or cipher.get("cipher")
    return {f"{VERSIONS[cipher.get('sslversion')]} {number(cipher)}" for cipher in tree.iter("cipher")}


def sslyze(port, _):
    wanted = ["--sslv2", "--sslv3", "--tlsv1", "--tlsv1_1", "--tlsv1_2", "--tlsv1_3", "--elliptic_curves", "--resum",
              "--compression", "--fallback", "--early_data", "--ems"]
    scanned = json.loads(run(["sslyze", *wanted, "--json_out=-", f"127.0.0.1:{port}"]))["server_scan_results"][0]["scan_result"]
    found = set()
    for key, version in [("tls_1_0", "TLS 1.0"), ("tls_1_1", "TLS 1.1"), ("tls_1_2", "TLS 1.2"), ("tls_1_3", "TLS 1.3")]:
        for accepted in scanned[f"{key}_cipher_suites"]["result"]["accepted_cipher_suites"]:
            found.add(f"{version} {accepted['cipher_suite']['name']}")
    return found


def testssl(port, _):
    program = "testssl" if subprocess.run(["which", "testssl"], capture_output=True).returncode == 0 else "testssl.sh"
    out = pathlib.Path(f"testssl-{port}.json")
    out.unlink(missing_ok=True)
    run([program, "--quiet", "--warnings", "off", "-E", "--jsonfile", str(out), f"127.0.0.1:{port}"], stdin=subprocess.DEVNULL)
    found = set()
    for row in json.loads(out.read_text()):
        version = re.match(r"cipher-(tls1(?:_\d)?)_x", row["id"])
        if version:
            found.add(f"{VERSIONS[version[1].replace('tls', 'TLSv').replace('_', '.')]} {row['finding'].split()[-1]}")
    return found


TOOLS = {"toetssteen": toetssteen, "nmap": nmap, "sslscan": sslscan, "sslyze": sslyze, "testssl": testssl}


def free():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def keys():
    new = lambda name, *how: subprocess.run(
        ["openssl", "req", "-x509", "-nodes", "-newkey", *how, "-keyout", f"{name}.key", "-out", f"{name}.pem", "-days", "30",
         "-subj", f"/CN={name}.test"], check=True, capture_output=True)
    new("rsa", "rsa:2048")
    new("ec", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")
    subprocess.run(["openssl", "dhparam", "-dsaparam", "-out", "dh.pem", "2048"], check=True, capture_output=True)


def nginx(ports):
    servers = "\n".join(f"server {{ listen 127.0.0.1:{port} ssl backlog=511; {how} return 204; }}" for port, how in ports)
    pathlib.Path("nginx.conf").write_text(f"""
        worker_processes 2; pid nginx.pid; error_log error.log; daemon off;
        events {{ worker_connections 512; }}
        http {{ access_log off; client_body_temp_path b; proxy_temp_path p; fastcgi_temp_path f; uwsgi_temp_path u;
               scgi_temp_path s; {servers} }}""")
    server = subprocess.Popen(["nginx", "-p", os.getcwd(), "-c", "nginx.conf"], stderr=open("error.log", "w"))
    for port, _ in ports:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert server.poll() is None, pathlib.Path("error.log").read_text()
                time.sleep(0.02)
    return server


def timed(tool, port, program):
    begun = time.monotonic()
    found = TOOLS[tool](port, program)
    return time.monotonic() - begun, found


def judged(tool, ours, theirs):
    """What is seen by one only, without a reason."""
    odd = []
    for one in sorted(ours ^ theirs):
        if not any(tool == name and re.search(which, one) for name, which, _ in REASONS):
            odd.append(f"{one} ({'not ' if one in ours else 'only '}by {tool})")
    return odd


def shown(suites):
    """The suites of each version, each once."""
    for version in sorted({suite[:7] for suite in suites}, reverse=True):
        names = sorted(suite[8:].removeprefix("TLS_") for suite in suites if suite.startswith(version))
        print(textwrap.fill(" ".join(names), 120, initial_indent=f"  {version}: ", subsequent_indent="    "))


def main():
    program, folder, *tools = sys.argv[1:]
    program = os.path.abspath(program)
    os.chdir(folder)
    keys()
    wrong = []
    ports = [(free(), how) for how in SERVERS.values()]
    server = nginx(ports)
    try:
        for (port, _), title in zip(ports, SERVERS):
            ours = None
            print(f"{title:34} {'loopback':>12} {'30 ms away':>12} {'connections':>12} {'suites':>8}")
            for tool in tools or TOOLS:
                counting = Proxy(port, 0)
                found = TOOLS[tool](counting.port, program)
                PROBED.clear()
                many = 7 if tool == "toetssteen" else 1
                near = statistics.median(timed(tool, port, program)[0] for _ in range(many))
                # Of this program the start is measured elsewhere; what counts is what the server sees.
                near = statistics.median(PROBED) if PROBED else near
                # It takes minutes: one server says enough.
                skipped = tool == "testssl" and title != next(iter(SERVERS))
                far = None if skipped else timed(tool, Proxy(port, ROUND_TRIP).port, program)[0]
                away = "-" if far is None else f"{far:.2f} s"
                print(f"  {tool:32} {near * 1000:9.0f} ms {away:>12} {counting.count:12} {len(found):8}", flush=True)
                if tool == "toetssteen":
                    ours = found
                    beyond = counting.count - len(found)
                    wrong += [f"{title}: {near * 1000:.0f} ms on loopback"] * (near > LOOPBACK * max(1, len(found) / USUAL))
                    wrong += [f"{title}: {far:.2f} s behind the round trip"] * (far > DISTANT)
                    wrong += [f"{title}: {beyond} connections beyond the suites"] * (beyond > BEYOND)
                elif ours is not None:
                    wrong += [f"{title}: {odd}" for odd in judged(tool, ours, found)]
            shown(ours or set())
    finally:
        server.terminate()
        server.wait()
    wrong += twenty(program)
    for name, _, reason in REASONS:
        print(f"{name} may see fewer: {reason}")
    for line in wrong:
        print(f"script/bench: {line}", file=sys.stderr)
    sys.exit(1 if wrong else 0)


def twenty(program):
    """Twenty servers in one call, and the most memory that this took."""
    ports = [(free(), list(SERVERS.values())[0]) for _ in range(20)]
    server = nginx(ports)
    try:
        begun = time.monotonic()
        with open("twenty.json", "w") as out:
            call = subprocess.Popen([program, "tls", "--json", *(f"127.0.0.1:{port}" for port, _ in ports)], stdout=out)
            _, _, used = os.wait4(call.pid, 0)
        took = time.monotonic() - begun
    finally:
        server.terminate()
        server.wait()
    seen = [address["seen"] for address in json.loads(pathlib.Path("twenty.json").read_text())["addresses"]]
    assert len(seen) == 20 and all(seen), len(seen)
    print(f"{'twenty servers in one call':34} {took:10.2f} s {used.ru_maxrss / 1024:8.0f} MiB")
    return ["twenty servers: %.2f s" % took] * (took > TWENTY) + ["twenty servers: %d KiB" % used.ru_maxrss] * (used.ru_maxrss > MEMORY)


if __name__ == "__main__":
    main()
