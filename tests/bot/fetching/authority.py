"""A certificate authority of the tests' own, for the names of a web on loopback."""

import ssl
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

NAMES = (
    *("v.douyin.com", "www.douyin.com", "www.iesdouyin.com", "b23.tv", "www.bilibili.com"),
    *("xhslink.com", "www.xiaohongshu.com", "v.kuaishou.com", "t.cn", "weibo.com"),
    *("api.bilibili.com", "m.weibo.cn", "partner.example.com", "assets.example.com"),
)


def contexts() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """The server's and the client's; the client trusts this authority and no other."""
    server, pem = _made()
    return server, ssl.create_default_context(cadata=pem)


def certificate() -> str:
    """In PEM, for a client in another process."""
    return _made()[1]


@cache
def _made() -> tuple[ssl.SSLContext, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectAlternativeName(map(x509.DNSName, NAMES)), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(Encoding.PEM)
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    with TemporaryDirectory() as folder:
        both = Path(folder, "both.pem")
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        both.write_bytes(pem + secret)
        server.load_cert_chain(both)
    return server, pem.decode()
