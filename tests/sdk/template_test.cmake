# Installs the SDK to a temporary place and builds the template against it, as an outside author does.
#   cmake -DBUILD=<build tree> -DTEMPLATE=<sdk/template> -DWORK=<scratch> -DGENERATOR= -DCXX= -DFLAGS=
#     [-DMOORING=<program>] -P template_test.cmake
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE text ERROR_VARIABLE text)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "${ARGN}\n${text}")
  endif()
endfunction()

file(REMOVE_RECURSE "${WORK}")
file(COPY "${TEMPLATE}/" DESTINATION "${WORK}/plugin")
run("${CMAKE_COMMAND}" --install "${BUILD}" --component sdk --prefix "${WORK}/sdk")
run("${CMAKE_COMMAND}" -S "${WORK}/plugin" -B "${WORK}/build" -G "${GENERATOR}" "-DCMAKE_PREFIX_PATH=${WORK}/sdk"
    "-DCMAKE_CXX_COMPILER=${CXX}" "-DCMAKE_CXX_FLAGS=${FLAGS} -Wall -Wextra -Wpedantic -Wshadow -Werror"
    -DCMAKE_BUILD_TYPE=Debug "-DMOORING_PROGRAM=${MOORING}")
run("${CMAKE_COMMAND}" --build "${WORK}/build")
run("${CMAKE_CTEST_COMMAND}" --test-dir "${WORK}/build" --output-on-failure)
run("${CMAKE_COMMAND}" --install "${WORK}/build" --prefix "${WORK}/installed")
file(GLOB_RECURSE installed "${WORK}/installed/*/mooring/plugins/my_shop.so")
if(NOT installed)
  message(FATAL_ERROR "the plugin is not installed to lib/mooring/plugins")
endif()

# What an author mistypes in the manifest, the plugin's own test tells where a host's program is at hand.
function(must_be_told right wrong words)
  file(READ "${TEMPLATE}/plugin.toml" manifest)
  string(REPLACE "${right}" "${wrong}" mistyped "${manifest}")
  if(mistyped STREQUAL manifest)
    message(FATAL_ERROR "the template's manifest does not say ${right}")
  endif()
  file(WRITE "${WORK}/plugin/plugin.toml" "${mistyped}")
  run("${CMAKE_COMMAND}" --build "${WORK}/build")
  execute_process(COMMAND "${CMAKE_CTEST_COMMAND}" --test-dir "${WORK}/build" -R plugin_my_shop_shape --output-on-failure
    RESULT_VARIABLE code OUTPUT_VARIABLE text ERROR_VARIABLE text)
  if(code EQUAL 0 OR NOT text MATCHES "${words}")
    message(FATAL_ERROR "the shape test does not say '${words}':\n${text}")
  endif()
endfunction()

if(MOORING)
  must_be_told("interval = " "intervall = " "unknown key. Did you mean 'interval'")
  must_be_told("id = \"products\"\ntitle" "id = \"articles\"\ntitle" "no handler of the stream 'articles'")
endif()
