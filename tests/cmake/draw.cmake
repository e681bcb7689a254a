chordae_test(unit draw
  SOURCES
    unit/draw/canvas_test.cpp
    unit/draw/chart_axis_test.cpp
    unit/draw/chart_test.cpp
    unit/draw/contours_test.cpp
    unit/draw/svg_test.cpp)
chordae_test(property draw SOURCES property/draw/sheet_test.cpp)
chordae_test(parity draw SOURCES parity/draw/pictures_test.cpp)
