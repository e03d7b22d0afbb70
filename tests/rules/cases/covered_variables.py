"""Cases of variables in `env` that a setting covers."""

from typing import Final

from tests.rules.case import Case, warning

__all__ = ["CASES"]

_CODE: Final = "PK-ENV-005"
_PROXY: Final = "http://proxy.example.org:3128"
_OTHER: Final = "http://other.example.org:3128"
_SECRET: Final = "{secretKeyRef: {name: own, key: value}}"
_PLACES: Final = (
    ("", "", "2:7"),
    ("gateway.", "gateway:\n  ", "3:9"),
    ("backend.", "backend:\n  ", "3:9"),
    ("dataservice.", "dataservice:\n  ", "3:9"),
)
_HOSTS: Final = "trustedHosts: [vllm.ai.svc, 10.1.2.3]"

CASES: Final = [
    *(
        warning(
            _CODE,
            f"{indent}env: {{{name}: {value}}}",
            f"{path}env.{name}",
            line_column,
            f"is set in {readers} instead of {setting}",
            f"set {setting} instead, or add {path}env.{name} to intended",
            fixed,
        )
        for name, value, path, indent, line_column, readers, setting, fixed in (
            ("HTTPS_PROXY", _PROXY, "", "", "1:7", "gateway, backend, dataservice", "proxy.https", f"proxy: {{https: '{_PROXY}'}}"),
            ("https_proxy", _PROXY, "gateway.", "gateway:\n  ", "2:9", "gateway", "proxy.https", f"proxy: {{https: '{_PROXY}'}}"),
            ("HTTP_PROXY", _PROXY, "", "", "1:7", "gateway, backend", "proxy.http", f"proxy: {{http: '{_PROXY}'}}"),
            ("NO_PROXY", ".svc", "", "", "1:7", "gateway, backend, dataservice", "proxy.noProxy", f"frontend: {{env: {{NO_PROXY: {_PROXY}}}}}"),
            ("TRUSTED_CUSTOM_HOSTS", "10.1.2.3", "backend.", "backend:\n  ", "2:9", "backend", "trustedHosts", "trustedHosts: [10.1.2.3]"),
            ("ENABLE_PROMETHEUS", "'true'", "gateway.", "gateway:\n  ", "2:9", "gateway", "monitoring.prometheus", "monitoring: {serviceMonitor: ~}"),
            (
                "DISABLE_ORG_CREATION",
                "ON",
                "",
                "",
                "1:7",
                "backend",
                "backend.disableOrganisationCreation",
                "env: {}",
            ),
            *(
                (
                    f"VITE_{name}",
                    "Hello",
                    "frontend.",
                    "frontend:\n  ",
                    "2:9",
                    "frontend",
                    f"frontend.{setting}",
                    "env: {}",
                )
                for name, setting in (
                    ("LOGIN_DISCLAIMER", "loginDisclaimer"),
                    ("ONBOARDING_SUPPORT_MESSAGE", "onboardingSupportMessage"),
                    ("DISABLE_TESTIMONIAL", "disableTestimonial"),
                )
            ),
            ("SMTP_HOST", "mail.example.org", "", "", "1:7", "backend, dataservice", "smtp.host", "gateway: {env: {SMTP_HOST: mail.example.org}}"),
            ("LOKI_AUTH", _SECRET, "gateway.", "gateway:\n  ", "2:9", "gateway", "monitoring.lokiPush.credential", "frontend: {env: {LOKI_AUTH: a}}"),
            (
                "NODE_EXTRA_CA_CERTS",
                "/own/ca.crt",
                "gateway.",
                "gateway:\n  ",
                "2:9",
                "gateway",
                "customCa",
                f"env: {{NODE_EXTRA_CA_CERTS: {_SECRET}}}",
            ),
            (
                "SERVER_MODE",
                "all",
                "gateway.",
                "gateway:\n  ",
                "2:9",
                "gateway",
                "gateway.mcp",
                "gateway: {env: {SERVER_MODE: all}}\nintended: [gateway.env.SERVER_MODE]",
            ),
        )
    ),
    *(
        Case(
            _CODE,
            f"{_HOSTS}\n{indent}env: {{TRUSTED_CUSTOM_HOSTS: {value}}}",
            f"{path}env.TRUSTED_CUSTOM_HOSTS",
            line_column,
            f"replaces what trustedHosts sets in {path.rstrip('.') or 'gateway, backend, dataservice'}: vllm.ai.svc,10.1.2.3",
            f"remove it and change trustedHosts, or add {path}env.TRUSTED_CUSTOM_HOSTS to intended",
            f"{_HOSTS}\n{indent}env: {{TRUSTED_CUSTOM_HOSTS: {value}}}\nintended: [{path}env.TRUSTED_CUSTOM_HOSTS]",
        )
        for path, indent, line_column in _PLACES
        for value in ("10.1.2.3", _SECRET)
    ),
    *(
        Case(
            _CODE,
            f"proxy: {{https: '{_PROXY}'}}\n{indent}env: {{{name}: {value}}}",
            f"{path}env.{name}",
            line_column,
            "replaces what proxy.https sets",
            "remove it and change proxy.https",
            f"proxy: {{}}\n{indent}env: {{{name}: {_SECRET}}}",
        )
        for path, indent, line_column in _PLACES
        for name in ("HTTPS_PROXY", "https_proxy")
        for value in (_OTHER, _SECRET)
    ),
    *(
        warning(
            _CODE,
            f"{wrong}\nenv: {{{name}: {value}}}",
            f"env.{name}",
            "2:7",
            f"repeats what {setting} sets in {readers}",
            f"remove it, or add env.{name} to intended",
            wrong,
        )
        for wrong, name, value, setting, readers in (
            (_HOSTS, "TRUSTED_CUSTOM_HOSTS", "'vllm.ai.svc,10.1.2.3'", "trustedHosts", "gateway, backend, dataservice"),
            ("gateway: {requestTimeout: 10m}", "REQUEST_TIMEOUT", "'600000'", "gateway.requestTimeout", "gateway, backend"),
            ("labels: {}", "REQUEST_TIMEOUT", "'300000'", "gateway.requestTimeout", "gateway, backend"),
        )
    ),
]
