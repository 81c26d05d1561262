using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EntraRevoke.PowerShell;

/// <summary>Certificates of the user and of the machine.</summary>
internal static class Certificates
{
    /// <summary>The one with this thumbprint, or the one of this subject that is valid for the longest.</summary>
    internal static X509Certificate2 Find(string? thumbprint, string? subject)
    {
        // A thumbprint that was copied from a window may have blanks and an invisible mark in it.
        var wanted = thumbprint is null ? null : new string(thumbprint.Where(Uri.IsHexDigit).ToArray());
        bool Matches(X509Certificate2 certificate) => wanted != null
            ? string.Equals(certificate.Thumbprint, wanted, StringComparison.OrdinalIgnoreCase)
            : string.Equals(certificate.Subject, subject, StringComparison.OrdinalIgnoreCase)
                || string.Equals(certificate.GetNameInfo(X509NameType.SimpleName, false), subject, StringComparison.OrdinalIgnoreCase);

        var name = wanted ?? subject;
        var found = All().Where(Matches).OrderByDescending(certificate => certificate.NotAfter).ToList();
        if (found.Count == 0)
        {
            throw new ArgumentException($"There is no certificate '{name}' in the stores CurrentUser\\My and LocalMachine\\My. Import it, or give -CertificatePath or -Certificate.");
        }

        return found.FirstOrDefault(certificate => certificate.HasPrivateKey)
            ?? throw new ArgumentException($"The certificate '{name}' has no private key that this user may use. Import it with its key, or grant the right to read it.");
    }

    private static IEnumerable<X509Certificate2> All()
    {
        foreach (var location in new[] { StoreLocation.CurrentUser, StoreLocation.LocalMachine })
        {
            using var store = new X509Store(StoreName.My, location);
            try
            {
                store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            }
            catch (CryptographicException)
            {
                // Not every system has both.
                continue;
            }

            foreach (var certificate in store.Certificates)
            {
                yield return certificate;
            }
        }
    }
}
