#include "chordae/eval/html_page.h"

#include <gtest/gtest.h>
