"""The shape of `baes.yaml`, as pydantic checks it."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from baesc.language.spec import Doc, Form, Line, Name

Port = Annotated[int, Field(ge=1024, le=65535)]
Folder = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Version = Annotated[str, StringConstraints(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$", max_length=40)]


class Project(Form):
    """The project and its application."""

    name: Name = Field(description="The name in snake_case or kebab-case.")
    title: Line | None = Field(default=None, description="The title that people read.")
    version: Version = Field(default="0.1.0", description="The version of the application.")
    doc: Doc | None = Field(default=None, description="What the application is for.")


class Ports(Form):
    """Where the application listens."""

    api: Port = Field(default=8100, description="The port of the API.")
    ui: Port = Field(default=8600, description="The port of the pages.")


class ModelForm(Form):
    """The language model that is asked when nothing else helps."""

    model: Annotated[str, StringConstraints(max_length=200)] = Field(
        default="",
        description="The name of the model (OPENAI_MODEL); none is asked without it.",
    )
    base_url: Annotated[str, StringConstraints(max_length=500)] = Field(
        default="",
        description="Where it answers (OPENAI_BASE_URL); default: the provider's own address.",
    )
    api_key_env: Annotated[str, StringConstraints(max_length=100)] = Field(
        default="",
        description="The variable that holds the key, `*_API_KEY`; default: OPENAI_API_KEY.",
    )
    temperature: Annotated[float, Field(ge=0, le=2)] = Field(
        default=0.0, description="0 is steady."
    )
    timeout_seconds: Annotated[int, Field(ge=1, le=3600)] = Field(
        default=60,
        description="How long one question may take, with all that is tried again.",
    )
    max_tokens_per_request: Annotated[int, Field(ge=1)] = Field(
        default=4096, description="The most that one answer may hold."
    )
    max_tokens_per_build: Annotated[int, Field(ge=0)] = Field(
        default=50_000,
        description="What a build may spend, in and out; 0 asks for nothing.",
    )
    max_attempts: Annotated[int, Field(ge=1, le=10)] = Field(
        default=3, description="How often an answer is asked for until one is right."
    )
    max_parallel: Annotated[int, Field(ge=1, le=8)] = Field(
        default=4, description="How many questions may be asked at once."
    )


class SandboxForm(Form):
    """What code that a model wrote may use up while its examples are tried."""

    seconds: Annotated[int, Field(ge=1, le=60)] = Field(
        default=5, description="How long all examples of a function may take."
    )
    memory_mb: Annotated[int, Field(ge=64, le=4096)] = Field(
        default=256, description="How much memory they may take, in megabytes."
    )


class Cache(Form):
    """What a build remembers."""

    folder: Folder = Field(default=".baesc", description="The folder of the cache.")


class VerifyForm(Form):
    """When the word of rules is enough."""

    threshold: Annotated[float, Field(ge=0, le=1)] = Field(
        default=0.85,
        description="The confidence that the rules of an area must be measured at to approve.",
    )


class FeaturesForm(Form):
    """What may be switched off, here or by ENABLE_TEMPLATES=false and the like."""

    templates: bool = Field(
        default=True, description="Templates make what they can (ENABLE_TEMPLATES)."
    )
    confidence_validation: bool = Field(
        default=True,
        description="Only confident verdicts stand alone (ENABLE_CONFIDENCE_VALIDATION).",
    )
    recognition_cache: bool = Field(
        default=True,
        description="Known artifacts and requests are reused (ENABLE_RECOGNITION_CACHE).",
    )
    compressed_standards: bool = Field(
        default=True, description="Prompts quote the short standards (ENABLE_COMPRESSED_STANDARDS)."
    )
    parallel_execution: bool = Field(
        default=True, description="Actions run side by side (ENABLE_PARALLEL_EXECUTION)."
    )
    smart_retry: bool = Field(
        default=True, description="A retry asks for the failing part only (ENABLE_SMART_RETRY)."
    )


class ProjectForm(Form):
    """A project file."""

    project: Project = Field(description="The name, or a map with name, title, version and doc.")
    specs: Annotated[list[Folder], Field(min_length=1)] = Field(
        default=["specs/*.yaml"], description="Where the specs are: paths with `*` and `**`."
    )
    output: Folder = Field(default="managed_system", description="The folder of the application.")
    database: Literal["sqlite", "postgresql"] = Field(
        default="sqlite", description="The database that `schema.sql` is written for."
    )
    auth: Literal["api_key", "none"] = Field(
        default="api_key", description="Who may call the API: holders of a key, or everybody."
    )
    ports: Ports = Field(default=Ports(), description="Where the application listens.")
    drop: Annotated[list[Name], Field(max_length=300)] = Field(
        default=[], description="Entities that are gone, with all their rows."
    )
    rules: Folder | None = Field(default=None, description="A folder with rules of your own.")
    templates: Folder | None = Field(
        default=None, description="A folder with templates of your own."
    )
    standards: Folder | None = Field(
        default=None, description="A folder with standards of your own."
    )
    model: ModelForm = Field(default=ModelForm(), description="The language model.")
    sandbox: SandboxForm = Field(
        default=SandboxForm(), description="The limits of code that a model wrote, on trial."
    )
    cache: Cache = Field(default=Cache(), description="What a build remembers.")
    log: bool = Field(default=True, description="Builds write a log into `.baesc/log.jsonl`.")
    verify: VerifyForm = Field(
        default=VerifyForm(), description="When the word of rules is enough."
    )
    features: FeaturesForm = Field(default=FeaturesForm(), description="What may be switched off.")
