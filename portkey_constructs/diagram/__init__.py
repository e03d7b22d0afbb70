"""Pictures of a configuration: what runs, who calls whom, where the Secrets come from, and who is what to a cloud."""

__all__: list[str] = []
