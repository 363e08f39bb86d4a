#include "admin/api/licences.hpp"

#include <array>

namespace mooring::host::admin {
namespace {

constexpr std::array kLicences = {
    ShippedLicence{"Mooring", "the host, the SDK and the plugins", "Apache-2.0", ""},
    ShippedLicence{"POCO", "admin HTTP, JSON, access to the store", "BSL-1.0", "https://pocoproject.org"},
    ShippedLicence{"Boost", "loading of plugins", "BSL-1.0", "https://www.boost.org"},
    ShippedLicence{"SQLite", "the store", "Public domain", "https://sqlite.org"},
    ShippedLicence{"libcurl", "requests to channels", "curl", "https://curl.se"},
    ShippedLicence{"OpenSSL", "TLS, sealing of secrets", "Apache-2.0", "https://www.openssl.org"},
    ShippedLicence{"zlib", "compressed answers", "Zlib", "https://zlib.net"},
    ShippedLicence{"simdjson", "JSON in plugins", "Apache-2.0", "https://simdjson.org"},
    ShippedLicence{"toml++", "the configuration", "MIT", "https://marzer.github.io/tomlplusplus"},
    ShippedLicence{"tl::expected", "results and errors", "CC0-1.0",
                   "https://github.com/TartanLlama/expected"},
    ShippedLicence{"CLI11", "the command line", "BSD-3-Clause", "https://github.com/CLIUtils/CLI11"},
    ShippedLicence{"Preact", "the console", "MIT", "https://preactjs.com"},
    ShippedLicence{"uPlot", "charts of the console", "MIT", "https://github.com/leeoniya/uPlot"},
};

#ifdef NDEBUG
constexpr const char* kKind = "release";
#else
constexpr const char* kKind = "with checks";
#endif

}  // namespace

std::span<const ShippedLicence> shipped_licences() {
  return kLicences;
}

std::string build_text() {
  return "GCC " + std::string(__VERSION__) + ", C++" + std::to_string(__cplusplus / 100 % 100) + ", " + kKind;
}

}  // namespace mooring::host::admin
