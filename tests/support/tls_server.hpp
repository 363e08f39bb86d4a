// A self-signed TLS server on loopback that answers every request with 200, and its certificate as a file.
#pragma once
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "support/raw_server.hpp"

namespace mooring::host {

template <auto Free>
struct OpensslDeleter {
  void operator()(auto* object) const { Free(object); }
};

class TlsServer {
 public:
  // names: a subjectAltName such as "IP:127.0.0.1" or "DNS:other.example"
  explicit TlsServer(const std::string& names, int newest_version = TLS1_3_VERSION) {
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to a client that refused the certificate and left
    make_certificate(names);
    SSL_CTX_use_certificate(context_.get(), certificate_.get());
    SSL_CTX_use_PrivateKey(context_.get(), key_.get());
    SSL_CTX_set_security_level(context_.get(), 0);  // so that old versions can be offered at all
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_.get(), newest_version);
    server_ = std::make_unique<RawServer>([this](RawConnection& peer) { serve(peer); });
  }

  std::string authority() const { return server_->authority(); }
  std::string url() const { return "https://" + authority() + "/"; }
  void write_certificate(const std::filesystem::path& file) const {
    std::FILE* out = std::fopen(file.c_str(), "w");
    PEM_write_X509(out, certificate_.get());
    std::fclose(out);
  }

 private:
  void make_certificate(const std::string& names) {
    key_.reset(EVP_EC_gen("P-256"));
    certificate_.reset(X509_new());
    X509* certificate = certificate_.get();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key_.get());
    X509_NAME* subject = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"),
                               -1, -1, 0);
    X509_set_issuer_name(certificate, subject);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    X509_sign(certificate, key_.get(), EVP_sha256());
  }

  void serve(RawConnection& peer) {
    std::unique_ptr<SSL, OpensslDeleter<SSL_free>> tls(SSL_new(context_.get()));
    SSL_set_fd(tls.get(), peer.fd());
    if (SSL_accept(tls.get()) != 1) return;
    char request[4096];
    while (SSL_read(tls.get(), request, sizeof request) > 0) {
      std::string answer = plain_answer("secured");
      SSL_write(tls.get(), answer.data(), static_cast<int>(answer.size()));
    }
  }

  std::unique_ptr<SSL_CTX, OpensslDeleter<SSL_CTX_free>> context_{SSL_CTX_new(TLS_server_method())};
  std::unique_ptr<EVP_PKEY, OpensslDeleter<EVP_PKEY_free>> key_;
  std::unique_ptr<X509, OpensslDeleter<X509_free>> certificate_;
  std::unique_ptr<RawServer> server_;
};

}  // namespace mooring::host
