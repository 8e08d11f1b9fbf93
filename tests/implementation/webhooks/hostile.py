"""Addresses by which a webhook might reach what is not public: each must be refused when made and when sent."""

HOSTILE = (
    "https://127.0.0.1/",
    "https://localhost/",
    "https://[::1]/",
    "https://169.254.169.254/latest",  # metadata of clouds
    "https://10.1.2.3/",
    "https://0.0.0.0/",
    "https://[::ffff:127.0.0.1]/",  # IPv4 mapped into IPv6
    "https://100.64.0.1/",  # carriers' own
    "https://192.0.0.1/",
    "https://[64:ff9b::7f00:1]/",  # NAT64
    "https://[2002:7f00:1::]/",  # 6to4
    "https://[fe80::1]/",
    "https://2130706433/",  # 127.0.0.1 as one number
    "https://0x7f.1/",
    "https://0177.0.0.1/",
    "https://[fd00::1]/",
    "https://224.0.0.1/",
    "https://240.0.0.1/",
    "https://[::]/",
    "https://1.1.1.1:22/",
    "https://[::7f00:1]/",  # IPv4 in IPv6 by two old notations
    "https://[::ffff:0:7f00:1]/",
    "http://example.com/",
    "ftp://example.com/",
)
UNREADABLE = (
    "",
    "example.com/hook",
    "https:///hook",
    "https://exa mple.com/",
    "https://exämple.com/",
    "https://one.example\\@two.example/",
    "https://user:word@example.com/",
    "https://example.com/#part",
    "https://example.com/#",
    "https://example.com:port/",
    "https://example.com:0/",
    "https://example.com:99999/",
    "https://[::1/",
    "https://[fe80::1%25eth0]/",
    "https://example.com/" + "a" * 2000,
    "https://example.com/\n",
)
