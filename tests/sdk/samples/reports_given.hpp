// What the sample of reports leaves to the author.
#pragma once
#include <mooring/plugin.hpp>
#include <string>
#include <string_view>
#include <vector>

using namespace mooring;

std::string body_of(const std::string& day);
std::string id_in(const HttpResponse& answer);
std::string url_in(const HttpResponse& answer);
void add_row(Rows& rows, const std::string& day, std::string_view element);
std::vector<std::string> days_to_read(const Call& call);
