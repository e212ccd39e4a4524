schemasdir = $(datadir)/tlsafe/schemas
dist_schemas_DATA = schemas/calendar.yaml schemas/district.yaml
kindsdir = $(schemasdir)/kinds
dist_kinds_DATA = schemas/kinds/appeal.yaml schemas/kinds/body.yaml schemas/kinds/camera.yaml \
	schemas/kinds/detection.yaml schemas/kinds/document.yaml schemas/kinds/filter.yaml \
	schemas/kinds/hazard.yaml schemas/kinds/inspection.yaml schemas/kinds/item.yaml \
	schemas/kinds/judgement.yaml schemas/kinds/officer.yaml \
	schemas/kinds/outage.yaml \
	schemas/kinds/penalty.yaml \
	schemas/kinds/report.yaml schemas/kinds/return.yaml schemas/kinds/schema.yaml \
	schemas/kinds/setting.yaml schemas/kinds/still.yaml schemas/kinds/unit.yaml \
	schemas/kinds/user.yaml
codesdir = $(schemasdir)/codes
dist_codes_DATA = schemas/codes/category.yaml schemas/codes/risk.yaml schemas/codes/role.yaml \
	schemas/codes/sector.yaml schemas/codes/source.yaml schemas/codes/unit_kind.yaml \
	schemas/codes/unit_status.yaml
rulesdir = $(schemasdir)/rules
dist_rules_DATA = schemas/rules/assessment.yaml schemas/rules/intervals.yaml \
	schemas/rules/signals.yaml schemas/rules/stills.yaml
reportsdir = $(schemasdir)/reports
dist_reports_DATA = schemas/reports/handoff.yaml schemas/reports/monthly.yaml
formsdir = $(schemasdir)/forms
dist_forms_DATA = schemas/forms/form_a1.yaml schemas/forms/form_a2.yaml \
	schemas/forms/form_b1.yaml schemas/forms/form_b2.yaml \
	schemas/forms/form_e1.yaml
checklistsdir = $(schemasdir)/checklists
dist_checklists_DATA = schemas/checklists/chemicals.yaml schemas/checklists/crowded.yaml \
	schemas/checklists/mine.yaml schemas/checklists/responsibility.yaml \
	schemas/checklists/restaurant.yaml schemas/checklists/school.yaml \
	schemas/checklists/site.yaml schemas/checklists/workshop.yaml
documentsdir = $(schemasdir)/documents
dist_documents_DATA = schemas/documents/extension.yaml schemas/documents/listed.yaml \
	schemas/documents/measures.yaml schemas/documents/order.yaml \
	schemas/documents/recheck.yaml schemas/documents/record.yaml \
	schemas/documents/slip.yaml schemas/documents/urge.yaml
