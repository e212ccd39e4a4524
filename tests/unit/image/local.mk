# What a test makes of pictures, it makes by the libraries themselves.
MADE = tests/unit/image/made.c tests/unit/image/made.h
MADE_LIBS = $(LDADD) $(PNG_LIBS) -ljpeg
UNIT_TESTS += tests/unit/image/alike tests/unit/image/image tests/unit/image/jpeg \
	tests/unit/image/looker tests/unit/image/png tests/unit/image/see \
	tests/unit/image/verdict
tests_unit_image_image_SOURCES = tests/unit/image/image.c $(MADE)
tests_unit_image_image_LDADD = $(MADE_LIBS)
tests_unit_image_jpeg_SOURCES = tests/unit/image/jpeg.c $(MADE)
tests_unit_image_jpeg_LDADD = $(MADE_LIBS)
tests_unit_image_png_SOURCES = tests/unit/image/png.c $(MADE)
tests_unit_image_png_LDADD = $(MADE_LIBS)
tests_unit_image_alike_SOURCES = tests/unit/image/alike.c $(MADE)
tests_unit_image_alike_LDADD = $(MADE_LIBS)
tests_unit_image_looker_SOURCES = tests/unit/image/looker.c $(MADE)
tests_unit_image_looker_LDADD = $(MADE_LIBS)
tests_unit_image_see_SOURCES = tests/unit/image/see.c $(MADE)
tests_unit_image_see_LDADD = $(MADE_LIBS)
