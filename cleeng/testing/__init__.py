"""Contract tests and fakes for plugin authors; needs pytest and hypothesis.

A plugin's test subclasses the contract of its kind and says how to build the provider:

    class TestFlat(TaxRuleContract):
        def provider(self):
            return FlatTax(FlatTax.Settings(rate=25))
"""

import pkgutil

from pytest import register_assert_rewrite

# A failing contract shows the values that were compared, like any other test.
register_assert_rewrite(*(f"{__name__}.{module.name}" for module in pkgutil.iter_modules(__path__)))
