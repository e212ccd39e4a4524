schemasdir = $(datadir)/tlsafe/schemas
dist_schemas_DATA = \
	schemas/body.yaml schemas/category.yaml schemas/district.yaml schemas/hazard.yaml schemas/risk.yaml \
	schemas/schema.yaml schemas/sector.yaml schemas/setting.yaml schemas/source.yaml schemas/unit.yaml schemas/unit_kind.yaml schemas/unit_status.yaml
