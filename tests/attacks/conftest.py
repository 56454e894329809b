from tests.attacks.composed import whole_desk as whole  # noqa: F401
from tests.auth.small_desk import desk_fixture as desk  # noqa: F401
