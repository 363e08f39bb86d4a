// Compiled only so that the precompiled header of the tests is made: catch_main.cpp itself must not use it.
