"""How often property tests try: as the profile says, but fewer times where each example fills a database anew."""

from hypothesis import HealthCheck, settings

#: For tests whose database is filled anew for each example, which the test itself undoes.
ON_DATABASES = settings(
    max_examples=min(40, settings.default.max_examples if settings.default else 40),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
