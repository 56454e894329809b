from tests.auth.small_desk import desk_fixture as desk  # noqa: F401
