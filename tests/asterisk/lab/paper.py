"""A certificate for this machine's own address, and Asterisk's TLS with it."""
import os
import shutil
import subprocess
import time

# By the packages of the environment that has the Python module: the lab itself needs none.
MAKES = '''
import base64, datetime, hashlib, ipaddress, sys
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

folder, label = sys.argv[1:]
key = ec.generate_private_key(ec.SECP256R1())
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
now = datetime.datetime.now(datetime.timezone.utc)
made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - datetime.timedelta(hours=1)).not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256()))
plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
for file, content in ((".pem", made.public_bytes(plain[0])), (".key", key.private_bytes(*plain))):
    with open(folder + "/" + label + file, "wb") as out:
        out.write(content)
spki = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
print(base64.b64encode(hashlib.sha256(spki).digest()).decode())
'''


class Paper:
    """`certificate` and `key` are files; by `fingerprint` a browser can be told to trust it."""

    def __init__(self, folder, label):
        self.certificate, self.key = (os.path.join(folder, label + kind) for kind in (".pem", ".key"))
        python = os.environ.get("CALLCENTER_PYTHON")
        if not python:
            raise AssertionError("this scenario needs an environment with the Python module: say --python")
        said = subprocess.run([python, "-c", MAKES, folder, label], stdout=subprocess.PIPE, check=True)
        self.fingerprint = said.stdout.decode().strip()


async def serves_tls(lab, paper):
    """Asterisk's HTTP server speaks TLS besides, as docs/FLASK.md has it, at the slot's port for it."""
    for path in (paper.certificate, paper.key):
        shutil.copy(path, lab.pbx.path("etc"))
    certificate, key = (lab.slot.folder + "/etc/" + os.path.basename(path) for path in (paper.certificate, paper.key))
    with open(lab.pbx.path("etc", "http.conf"), "a") as file:
        file.write("tlsenable = yes\ntlsbindaddr = 127.0.0.1:%d\ntlscertfile = %s\ntlsprivatekey = %s\n"
                   % (lab.slot.https, certificate, key))
    lab.pbx.cli("module reload http")
    end = time.time() + 10
    while "HTTPS Server Enabled" not in lab.pbx.cli("http show status"):
        assert time.time() < end, lab.pbx.cli("http show status")
        await lab.sleep(0.1)
