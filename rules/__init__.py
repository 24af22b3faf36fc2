"""The rule packs that come with Zhupi, as YAML by jurisdiction and subject."""
