UNIT_TESTS += tests/unit/form/csv tests/unit/form/fods tests/unit/form/gnuplot \
	tests/unit/form/grid tests/unit/form/html tests/unit/form/json \
	tests/unit/form/mail tests/unit/form/markdown tests/unit/form/out \
	tests/unit/form/sheet_name tests/unit/form/signature tests/unit/form/template \
	tests/unit/form/text \
	tests/unit/form/xlsx
tests_unit_form_csv_SOURCES = tests/unit/form/csv.c tests/unit/form/written.c \
	tests/unit/form/written.h
tests_unit_form_json_SOURCES = tests/unit/form/json.c tests/unit/form/written.c \
	tests/unit/form/written.h
tests_unit_form_text_SOURCES = tests/unit/form/text.c tests/unit/form/written.c \
	tests/unit/form/written.h
tests_unit_form_markdown_SOURCES = tests/unit/form/markdown.c tests/unit/form/written.c \
	tests/unit/form/written.h
tests_unit_form_mail_SOURCES = tests/unit/form/mail.c tests/unit/form/written.c \
	tests/unit/form/written.h
tests_unit_form_html_SOURCES = tests/unit/form/html.c tests/unit/form/written.c \
	tests/unit/form/written.h
