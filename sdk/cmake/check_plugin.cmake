# Checks a built plugin; called by the test that mooring_check_plugin() registers.
#   cmake -DPLUGIN=x.so -DMANIFEST=plugin.toml -DNM= -DOBJCOPY= -DSTRIP= -DMOORING= -DWORK=dir -P check_plugin.cmake
function(run out)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE text ERROR_VARIABLE problem RESULT_VARIABLE code)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "${ARGN}: ${problem}")
  endif()
  set(${out} "${text}" PARENT_SCOPE)
endfunction()

file(MAKE_DIRECTORY "${WORK}")

run(exports "${NM}" -D --defined-only --format=posix "${PLUGIN}")
string(STRIP "${exports}" exports)
if(NOT exports MATCHES "^mooring_plugin_v1 [A-Za-z] [^\n]*$")
  message(FATAL_ERROR "${PLUGIN} must export mooring_plugin_v1 and nothing else, but exports:\n${exports}")
endif()

run(imports "${NM}" -D --undefined-only "${PLUGIN}")
if(imports MATCHES "__cxa_thread_atexit")
  message(FATAL_ERROR "${PLUGIN} uses a thread_local with a destructor (__cxa_thread_atexit): it could not be unloaded")
endif()

# The note: 12 bytes of header, "Mooring" with its zero, the manifest, padding to 4 bytes.
function(check_note library)
  run(ignored "${OBJCOPY}" "--dump-section" ".note.mooring=${WORK}/note" "${library}" "${WORK}/copy.so")
  file(SIZE "${MANIFEST}" size)
  file(READ "${MANIFEST}" manifest HEX)
  file(READ "${WORK}/note" head LIMIT 20 HEX)
  file(READ "${WORK}/note" note OFFSET 20 LIMIT ${size} HEX)
  if(NOT head MATCHES "^08000000........010000004d6f6f72696e6700$")
    message(FATAL_ERROR "${library}: the note's header is ${head}")
  endif()
  if(NOT note STREQUAL manifest)
    message(FATAL_ERROR "${library}: the note does not equal ${MANIFEST}")
  endif()
endfunction()

check_note("${PLUGIN}")
run(ignored "${STRIP}" -o "${WORK}/stripped.so" "${PLUGIN}")
check_note("${WORK}/stripped.so")

# What only the host knows: the keys of a manifest, and whether the library loads and has a handler for every stream. Of a copy
# that nobody else can write to: a build folder need not be fit to load plugins from.
function(verify)
  set(folder "${WORK}/verified")
  file(REMOVE_RECURSE "${folder}")
  file(COPY "${PLUGIN}" DESTINATION "${folder}" FILE_PERMISSIONS OWNER_READ OWNER_WRITE
    DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
  file(CHMOD "${folder}" PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
  get_filename_component(name "${PLUGIN}" NAME)
  execute_process(COMMAND "${MOORING}" plugins verify "${folder}/${name}"
    OUTPUT_VARIABLE said ERROR_VARIABLE problem RESULT_VARIABLE code)
  if(code EQUAL 0)
    return()
  endif()
  if(said MATCHES "\n    file: ")
    message(STATUS "not verified, because of where this build folder lies:\n${said}")
    return()
  endif()
  message(NOTICE "${said}${problem}")  # as it is: a message of an error is wrapped
  message(FATAL_ERROR "${MOORING} refuses this plugin, whose manifest is ${MANIFEST} (${code})")
endfunction()

if(MOORING)
  verify()
endif()
