// The shapes of the API's JSON, in short: what openapi.cpp makes components of, and what the tests hold the serializers to.
// "name:type" separated by spaces. Types: text time date number integer boolean object any, a capitalized name for another
// shape; "[]" a list, "?" may be null, "{}" a map of texts; "~name" may be absent; "a|b|c" one of these texts.
#pragma once
#include <span>
#include <string_view>

namespace mooring::host::admin {

struct Shape {
  std::string_view name, members;
};
std::span<const Shape> shapes();

}  // namespace mooring::host::admin
