using System;
using System.Text;

namespace EntraRevoke.Native;

/// <summary>Text in and out.</summary>
internal static unsafe class Utf8
{
    /// <summary>The text, or null where it is empty.</summary>
    internal static string? Read(Str text) => text.Length == 0 ? null : Encoding.UTF8.GetString(text.Data, checked((int)text.Length));

    /// <summary>Text that ends with NUL.</summary>
    internal static string Read(byte* text)
    {
        var length = 0;
        while (text[length] != 0)
        {
            length++;
        }

        return Encoding.UTF8.GetString(text, length);
    }

    /// <summary>Most bytes that so many characters take.</summary>
    internal static int Most(int characters) => characters * 3;

    /// <summary>Writes a text and says where it is.</summary>
    internal static Str Write(string? text, byte* buffer, int room)
    {
        if (string.IsNullOrEmpty(text))
        {
            return default;
        }

        fixed (char* characters = text)
        {
            return new Str { Data = buffer, Length = (nuint)Encoding.UTF8.GetBytes(characters, text!.Length, buffer, room) };
        }
    }
}
