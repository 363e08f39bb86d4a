#include "http.hpp"

#include "base/text.hpp"

namespace mooring::amazon_simulator {

const std::string* find(const Fields& fields, std::string_view name) {
  for (const auto& [key, value] : fields) {
    if (key == name) return &value;
  }
  return nullptr;
}

std::string value_or(const Fields& fields, std::string_view name, std::string_view fallback) {
  const std::string* value = find(fields, name);
  return value ? *value : std::string(fallback);
}

Fields parse_form(std::string_view text) {
  Fields fields;
  while (!text.empty()) {
    const size_t end = text.find('&');
    const std::string_view part = text.substr(0, end);
    if (!part.empty()) {
      const size_t equals = part.find('=');
      const std::string_view value = equals == part.npos ? std::string_view{} : part.substr(equals + 1);
      fields.emplace_back(host::url_decode(part.substr(0, equals)), host::url_decode(value));
    }
    if (end == text.npos) break;
    text.remove_prefix(end + 1);
  }
  return fields;
}

std::string Request::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (host::equals_ignoring_case(key, name)) return value;
  }
  return {};
}

Request make_request(std::string_view method, std::string_view target) {
  Request request;
  request.method = method;
  const size_t question = target.find('?');
  request.path = host::url_decode(target.substr(0, question));
  if (question != target.npos) request.query = parse_form(target.substr(question + 1));
  return request;
}

Reply json_reply(int status, std::string body) {
  Reply reply;
  reply.status = status;
  reply.body = std::move(body);
  return reply;
}

Reply html_reply(int status, std::string body) {
  Reply reply = json_reply(status, std::move(body));
  reply.content_type = "text/html; charset=UTF-8";
  reply.headers.emplace_back("Referrer-Policy", "no-referrer");
  reply.headers.emplace_back("Cache-Control", "no-store");
  reply.headers.emplace_back("X-Frame-Options", "DENY");
  return reply;
}

Reply redirect_reply(std::string location) {
  Reply reply = html_reply(302, "");
  reply.headers.emplace_back("Location", std::move(location));
  return reply;
}

void append_json_text(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  size_t start = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text.substr(start, i - start));
    start = i + 1;
    if (c == '"' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else {
      out += "\\u00";
      out += kHex[c >> 4];
      out += kHex[c & 15];
    }
  }
  out.append(text.substr(start));
  out += '"';
}

std::string json_text(std::string_view text) {
  std::string out;
  append_json_text(out, text);
  return out;
}

std::string html_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace mooring::amazon_simulator
