from tests.attacks.composed import whole_desk as whole  # noqa: F401
