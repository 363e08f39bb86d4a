// What `mooring plugins inspect` tells of a manifest: streams and their fields, settings, regions, views. Main thread.
#pragma once
#include <string>

#include "app/cli/output.hpp"
#include "plugins/manifest.hpp"

namespace mooring::host::cli {

// "orders      Orders, every 15 min ..." and what else the manifest declares, a part a paragraph.
void print_manifest(const Manifest& manifest);
void print_stream_fields(const StreamRule& stream);  // one a line

// "integer", "boolean", "text", or the choices: "A, B or C".
std::string takes(const SettingRule& setting);

JsonArray::Ptr consents_json(const Manifest& manifest);  // of all regions
JsonArray::Ptr settings_json(const Manifest& manifest);
JsonArray::Ptr fields_json(const StreamRule& stream);

}  // namespace mooring::host::cli
