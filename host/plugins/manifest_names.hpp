// What names, headers, hosts and URLs of a manifest may look like. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace mooring::host {

bool is_identifier(
    std::string_view text);  // [a-z][a-z0-9_]*: also a valid SQL identifier, never starts with '_'
bool is_dotted_id(std::string_view text);       // [a-z][a-z0-9_.-]*
bool is_region_id(std::string_view text);       // [A-Za-z][A-Za-z0-9_-]*
bool is_path_segment(std::string_view text);    // [a-z0-9][a-z0-9-]*
bool is_marketplace_id(std::string_view text);  // [A-Za-z0-9._-]+
bool is_version(std::string_view text);         // 1.2.3, 1.2.3-rc.1
bool is_host_name(std::string_view text);       // lower case, at least two labels, no address
bool is_host_pattern(std::string_view text);    // a host name or "*." and one

// Why the text is no https URL that a manifest may name, or "" when it is one.
std::string https_url_problem(std::string_view text);
std::string_view url_host(std::string_view url);  // without port; "" when there is none
bool host_matches(std::string_view host, std::string_view pattern);

// The names in {braces}. A brace without its partner gives the name "{".
std::vector<std::string> placeholders(std::string_view pattern);

}  // namespace mooring::host
